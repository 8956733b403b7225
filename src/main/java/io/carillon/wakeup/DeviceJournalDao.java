package io.carillon.wakeup;

import akka.NotUsed;
import akka.actor.Scheduler;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.japi.Pair;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.JournalDao;
import akka.persistence.typed.PersistenceId;
import akka.serialization.Serialization;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import io.carillon.device.JournalEntry;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.EventWrite;
import io.carillon.wakeup.BatchListener.Kind;
import io.carillon.wakeup.EventTable.Span;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * The journal's data access, in place of the plugin's; named in {@code jdbc-journal.dao}. One transaction writes the
 * events of many devices, each with all that belongs to it ({@link EventTransaction}). Reads of recovering devices are
 * gathered: a herd that wakes costs one query for hundreds of devices, not two for each.
 */
public final class DeviceJournalDao implements JournalDao {
    private static final int EVENTS_A_TRANSACTION = 500;
    private static final long BYTES_OF_AN_EVENT = 16_384;
    private static final long LINES_OF_AN_EVENT = 10;

    private final Serialization serialization;
    private final JournalConnections connections;
    private final JournalBatches batches;
    private final ActorSystem<?> system;
    private final Gathering<Landing, Optional<EventRefused>> landings;
    private final Gathering<String, Long> highest;
    private final Gathering<Span, List<Try<Tuple2<PersistentRepr, Object>>>> events;

    /** Called by the plugin. */
    public DeviceJournalDao(
            JdbcBackend.DatabaseDef database,
            JdbcProfile profile,
            JournalConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        this.serialization = serialization;
        system = Adapter.toTyped(materializer.system());
        connections = new JournalConnections(database, Dialect.of(profile), system);
        batches = JournalBatches.get(system);
        landings = new Gathering<>(
                Gathering.whileBusy(EVENTS_A_TRANSACTION, DeviceJournalDao::weight), this::write, system);
        highest = connections.gathering((sql, devices) -> new EventTable(sql).highest(devices));
        events = connections.gathering((sql, spans) -> new EventTable(sql).read(spans, this::event));
    }

    /**
     * Batches of large events, or of events that end many firings, hold fewer of them: this bounds a transaction's
     * memory.
     */
    private static long weight(Landing landing) {
        return 1
                + landing.payload().length / BYTES_OF_AN_EVENT
                + landing.write().lines().size() / LINES_OF_AN_EVENT;
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> writes) {
        CompletableFuture<List<Try<BoxedUnit>>> outcomes = CompletableFuture.completedFuture(new ArrayList<>());
        for (AtomicWrite write : CollectionConverters.asJava(writes))
            outcomes = outcomes.thenCombine(outcome(write), (before, next) -> {
                before.add(next);
                return before;
            });
        return FutureConverters.asScala(
                outcomes.thenApply(all -> CollectionConverters.asScala(all).toSeq()));
    }

    private CompletionStage<Try<BoxedUnit>> outcome(AtomicWrite write) {
        Landing landing;
        try {
            landing = landing(write);
        } catch (EventRefused refused) {
            return CompletableFuture.completedFuture(new Failure<>(refused));
        }
        return landings.ask(landing).thenApply(refused -> refused.<Try<BoxedUnit>>map(Failure::new)
                .orElseGet(() -> new Success<>(BoxedUnit.UNIT)));
    }

    private Landing landing(AtomicWrite write) throws EventRefused {
        if (write.size() != 1) throw EventRefused.malformed("events of a device are written one by one");
        PersistentRepr stored = write.payload().head();
        if (!(stored.payload() instanceof JournalEntry entry) || entry.write() == null)
            throw EventRefused.malformed("not a JournalEntry with what it writes: " + stored.payload());
        Serializer serializer = serialization.findSerializerFor(entry.event());
        EventWrite landsWith = entry.write();
        return new Landing(
                stored.persistenceId(),
                new DeviceId(PersistenceId.extractEntityId(stored.persistenceId())),
                stored.sequenceNr(),
                stored.writerUuid(),
                entry.event().at().toEpochMilli(),
                serializer.identifier(),
                Serializers.manifestFor(serializer, entry.event()),
                serialization.serialize(entry.event()).get(),
                landsWith,
                entry.until());
    }

    private CompletableFuture<List<Optional<EventRefused>>> write(List<Landing> batch) {
        long began = System.nanoTime();
        EventTransaction transaction = new EventTransaction(batch, System::nanoTime, Telling.of(system));
        return connections.write(sql -> transaction.on(sql)).whenComplete((written, failed) -> batches.listener()
                .performed(
                        Kind.EVENT,
                        batch.size(),
                        Duration.ofNanos(System.nanoTime() - began),
                        failed == null ? null : Database.reason(failed)));
    }

    @Override
    public Future<BoxedUnit> delete(String id, long to) {
        return FutureConverters.asScala(
                CompletableFuture.failedFuture(new UnsupportedOperationException("the Trimmer deletes events")));
    }

    @Override
    public Future<Object> highestSequenceNr(String id, long from) {
        return FutureConverters.asScala(highest.ask(id).thenApply(found -> (Object) found));
    }

    @Override
    public akka.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
            String id, long low, long high, long most) {
        return messagesWithBatch(id, low, high, (int) Math.min(most, Integer.MAX_VALUE), Option.empty());
    }

    /** Fails where an event is missing: the journal was trimmed after the snapshot was read. */
    @Override
    public akka.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
            String id, long low, long high, int page, Option<Tuple2<FiniteDuration, Scheduler>> following) {
        return Source.unfoldAsync(low, from -> page(id, from, high, page))
                .mapConcat(found -> found)
                .asScala();
    }

    private CompletionStage<Optional<Pair<Long, List<Try<Tuple2<PersistentRepr, Object>>>>>> page(
            String id, long from, long high, int page) {
        if (from > high) return CompletableFuture.completedFuture(Optional.empty());
        Span span = new Span(id, from, Math.min(high, from + page - 1));
        return events.ask(span).thenApply(found -> {
            if (found.size() != span.size())
                throw new IncompleteReplay(
                        "of the events " + span.low() + " to " + span.high() + " of " + id + " some are gone");
            return Optional.of(Pair.create(span.high() + 1, found));
        });
    }

    /** A snapshot now covers events that the replay was about to read. The next recovery finds it. */
    private static final class IncompleteReplay extends IllegalStateException {
        private static final long serialVersionUID = 1;

        IncompleteReplay(String message) {
            super(message);
        }
    }

    private Try<Tuple2<PersistentRepr, Object>> event(String id, ResultSet row) throws SQLException {
        long number = row.getLong(2);
        String writer = row.getString(3);
        long writtenAt = row.getLong(4);
        return serialization
                .deserialize(row.getBytes(7), row.getInt(5), row.getString(6))
                .map(event -> new Tuple2<>(
                        PersistentRepr.apply(event, number, id, "", false, akka.actor.ActorRef.noSender(), writer)
                                .withTimestamp(writtenAt),
                        number));
    }
}
