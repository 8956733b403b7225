package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.carillon.wakeup.Connections.Work;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import slick.jdbc.JdbcBackend;
import slick.jdbc.hikaricp.HikariCPJdbcDataSource;

/** Runs transactions and reads on the journal's own connections, which are in the plugin's pool. */
final class JournalConnections {
    private static final int RECOVERIES_A_QUERY = 250;

    private final ActorSystem<?> system;
    private final Transactions recoveries;
    private final Transactions writes;

    JournalConnections(JdbcBackend.DatabaseDef database, Dialect dialect, ActorSystem<?> system) {
        this.system = system;
        Connections connections = new Connections(((HikariCPJdbcDataSource) database.source()).ds(), dialect);
        recoveries = new Transactions(connections, dispatcher("carillon.recovery-dispatcher"));
        writes = new Transactions(connections, dispatcher("carillon.journal-dispatcher"));
    }

    private Executor dispatcher(String name) {
        return system.dispatchers().lookup(DispatcherSelector.fromConfig(name));
    }

    /** Answers each request, in the same order. */
    interface Query<Q, A> {
        List<A> answer(Sql sql, List<Q> requests) throws SQLException;
    }

    /** A query shared by many devices that recover at the same time. */
    <Q, A> Gathering<Q, A> gathering(Query<Q, A> query) {
        return new Gathering<>(
                Gathering.whileBusy(RECOVERIES_A_QUERY),
                requests -> recoveries.read(sql -> query.answer(sql, requests)),
                system);
    }

    <T> CompletableFuture<T> write(Work<T> work) {
        return writes.run(work);
    }
}
