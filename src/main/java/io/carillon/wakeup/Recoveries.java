package io.carillon.wakeup;

import akka.actor.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;

/** Queries for many devices that recover at one time, on the journal's own connections. */
final class Recoveries {
    private static final int BATCH = 250;

    private final JdbcBackend.DatabaseDef database;
    private final akka.actor.typed.ActorSystem<?> system;
    private final Executor dispatcher;

    Recoveries(JdbcBackend.DatabaseDef database, ActorSystem system) {
        this.database = database;
        this.system = Adapter.toTyped(system);
        dispatcher = this.system.dispatchers().lookup(DispatcherSelector.fromConfig("carillon.recovery-dispatcher"));
    }

    /** Answers each request, in the same order. */
    interface Query<Q, A> {
        List<A> answer(Connection connection, List<Q> requests) throws SQLException;
    }

    <Q, A> Gathering<Q, A> gathering(Query<Q, A> query) {
        return new Gathering<>(Gathering.whileBusy(BATCH), requests -> run(query, requests), system);
    }

    private <Q, A> CompletableFuture<List<A>> run(Query<Q, A> query, List<Q> requests) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Connection connection = database.source().createConnection()) {
                        return query.answer(connection, requests);
                    } catch (SQLException failed) {
                        throw new CompletionException(failed);
                    }
                },
                dispatcher);
    }

    /** What a row's columns of metadata hold; rarely anything. */
    static Try<Option<Object>> metadata(
            Serialization serialization, byte @Nullable [] payload, int serializer, @Nullable String manifest) {
        if (payload == null) return new Success<>(Option.empty());
        return serialization
                .deserialize(payload, serializer, manifest == null ? "" : manifest)
                .map(Option::apply);
    }
}
