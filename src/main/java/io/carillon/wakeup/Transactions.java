package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.carillon.wakeup.Connections.Work;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import scala.concurrent.ExecutionContextExecutor;

/** Runs transactions and reads on a dispatcher for what blocks, off the actors' threads. */
final class Transactions {
    private final Connections connections;
    private final Executor executor;

    Transactions(Database database, ActorSystem<?> system) {
        this(database.connections(), dispatcher(system));
    }

    Transactions(Connections connections, Executor executor) {
        this.connections = connections;
        this.executor = executor;
    }

    static ExecutionContextExecutor dispatcher(ActorSystem<?> system) {
        return system.dispatchers().lookup(DispatcherSelector.fromConfig("carillon.jdbc-dispatcher"));
    }

    <T> CompletableFuture<T> run(Work<T> work) {
        return blocking(() -> connections.inTransaction(work));
    }

    /** Without a transaction: each statement sees what is committed when it begins. */
    <T> CompletableFuture<T> read(Work<T> work) {
        return blocking(() -> connections.statementByStatement(work));
    }

    /** Work with SQL that blocks. */
    @FunctionalInterface
    interface Blocking<T> {
        T call() throws SQLException;
    }

    <T> CompletableFuture<T> blocking(Blocking<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (SQLException failed) {
                        throw new CompletionException(failed);
                    }
                },
                executor);
    }
}
