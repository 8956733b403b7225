package io.carillon.wakeup;

import static io.carillon.wakeup.Columns.longs;
import static io.carillon.wakeup.Columns.texts;

import akka.NotUsed;
import akka.actor.Scheduler;
import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.DefaultJournalDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import akka.stream.scaladsl.Source;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * The plugin's journal on PostgreSQL, but what devices ask while they recover is gathered: a herd that wakes costs a query
 * for hundreds of devices, not two for each. Named in {@code jdbc-journal.dao}.
 */
public final class GatheringJournalDao extends DefaultJournalDao {
    private static final String HIGHEST =
            """
            select asked.id, (select max(sequence_number) from event_journal where persistence_id = asked.id)
            from unnest(?::varchar[]) as asked (id)""";

    private static final String EVENTS =
            """
            select asked.nr, ordering, persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload
            from unnest(?::varchar[], ?::bigint[], ?::bigint[], ?::bigint[]) with ordinality
                as asked (id, low, high, most, nr)
            cross join lateral (select * from event_journal
                where persistence_id = asked.id and sequence_number between asked.low and asked.high and not deleted
                order by sequence_number limit asked.most) as event
            order by asked.nr, sequence_number""";

    /** Some of one device's events: at most {@code most}, from {@code low} to {@code high}. */
    private record Span(String id, long low, long high, long most) {}

    private final Serialization serialization;
    private final Gathering<String, Long> highest;
    private final Gathering<Span, List<Try<Tuple2<PersistentRepr, Object>>>> events;

    /** As the plugin calls it. */
    public GatheringJournalDao(
            JdbcBackend.DatabaseDef database,
            JdbcProfile profile,
            JournalConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        super(database, profile, config, serialization, executor, materializer);
        this.serialization = serialization;
        Recoveries recoveries = new Recoveries(database, materializer.system());
        highest = recoveries.gathering(GatheringJournalDao::highest);
        events = recoveries.gathering(this::events);
    }

    @Override
    public Future<Object> highestSequenceNr(String id, long from) {
        return FutureConverters.asScala(highest.ask(id).thenApply(found -> (Object) found));
    }

    @Override
    public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
            String id, long low, long high, int most, Option<Tuple2<FiniteDuration, Scheduler>> following) {
        if (following.isDefined()) return super.messagesWithBatch(id, low, high, most, following);
        return akka.stream.javadsl.Source.completionStage(pages(new Span(id, low, high, most)))
                .mapConcat(found -> found)
                .asScala();
    }

    private CompletionStage<List<Try<Tuple2<PersistentRepr, Object>>>> pages(Span span) {
        return events.ask(span).thenCompose(page -> {
            if (page.size() < span.most()) return CompletableFuture.completedFuture(page);
            long last = page.get(page.size() - 1).get()._1().sequenceNr();
            return pages(new Span(span.id(), last + 1, span.high(), span.most()))
                    .thenApply(rest -> {
                        page.addAll(rest);
                        return page;
                    });
        });
    }

    private static List<Long> highest(Connection connection, List<String> ids) throws SQLException {
        Map<String, Long> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(HIGHEST)) {
            texts(select, 1, ids, Function.identity());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.put(row.getString(1), row.getLong(2));
            }
        }
        return ids.stream().map(id -> found.getOrDefault(id, 0L)).toList();
    }

    private List<List<Try<Tuple2<PersistentRepr, Object>>>> events(Connection connection, List<Span> spans)
            throws SQLException {
        List<List<Try<Tuple2<PersistentRepr, Object>>>> found = new ArrayList<>();
        spans.forEach(span -> found.add(new ArrayList<>()));
        try (PreparedStatement select = connection.prepareStatement(EVENTS)) {
            texts(select, 1, spans, Span::id);
            longs(select, 2, spans, Span::low);
            longs(select, 3, spans, Span::high);
            longs(select, 4, spans, Span::most);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.get(row.getInt(1) - 1).add(event(row));
            }
        }
        return found;
    }

    private Try<Tuple2<PersistentRepr, Object>> event(ResultSet row) throws SQLException {
        long ordering = row.getLong(2);
        String id = row.getString(3);
        long sequenceNumber = row.getLong(4);
        String writer = row.getString(5);
        long writtenAt = row.getLong(6);
        String adapter = row.getString(7);
        Try<Object> payload = serialization.deserialize(row.getBytes(10), row.getInt(8), row.getString(9));
        byte[] metadata = row.getBytes(13);
        Try<Option<Object>> meta = Recoveries.metadata(serialization, metadata, row.getInt(11), row.getString(12));
        return payload.flatMap(event -> meta.map(known -> {
            PersistentRepr stored = PersistentRepr.apply(
                            event, sequenceNumber, id, adapter, false, akka.actor.ActorRef.noSender(), writer)
                    .withTimestamp(writtenAt);
            return new Tuple2<>(known.isEmpty() ? stored : stored.withMetadata(known.get()), ordering);
        }));
    }
}
