package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.carillon.wakeup.Database.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import slick.jdbc.JdbcBackend;
import slick.jdbc.hikaricp.HikariCPJdbcDataSource;

/** Runs transactions and reads on the journal's own connections, which are in the plugin's pool. */
final class JournalConnections {
    private static final int RECOVERIES_A_QUERY = 250;

    private final Pool.Connections connections;
    private final Dialect dialect;
    private final ActorSystem<?> system;
    private final Executor recoveries;
    private final Executor writes;

    JournalConnections(JdbcBackend.DatabaseDef database, Dialect dialect, ActorSystem<?> system) {
        connections = Pool.connections(((HikariCPJdbcDataSource) database.source()).ds());
        this.dialect = dialect;
        this.system = system;
        recoveries = dispatcher("carillon.recovery-dispatcher");
        writes = dispatcher("carillon.journal-dispatcher");
    }

    private Executor dispatcher(String name) {
        return system.dispatchers().lookup(DispatcherSelector.fromConfig(name));
    }

    /** Answers each request, in the same order. */
    interface Query<Q, A> {
        List<A> answer(Connection connection, List<Q> requests) throws SQLException;
    }

    /** A query shared by many devices that recover at the same time. */
    <Q, A> Gathering<Q, A> gathering(Query<Q, A> query) {
        return new Gathering<>(
                Gathering.whileBusy(RECOVERIES_A_QUERY),
                requests -> Transactions.on(
                        recoveries,
                        () -> Database.statementByStatement(
                                connections, connection -> query.answer(connection, requests))),
                system);
    }

    <T> CompletableFuture<T> write(Work<T> work) {
        return Transactions.on(writes, () -> Database.inTransaction(connections, dialect, work));
    }
}
