package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.carillon.wakeup.Database.Work;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import scala.concurrent.ExecutionContextExecutor;

/** Runs transactions and reads on {@code carillon.jdbc-dispatcher}, off the actors' threads. */
final class Transactions {
    private final Database database;
    private final Executor executor;

    Transactions(Database database, ActorSystem<?> system) {
        this.database = database;
        this.executor = dispatcher(system);
    }

    static ExecutionContextExecutor dispatcher(ActorSystem<?> system) {
        return system.dispatchers().lookup(DispatcherSelector.fromConfig("carillon.jdbc-dispatcher"));
    }

    <T> CompletableFuture<T> run(Work<T> work) {
        return blocking(() -> database.inTransaction(work));
    }

    /** Without a transaction: each statement sees what is committed when it begins. */
    <T> CompletableFuture<T> read(Work<T> work) {
        return blocking(() -> database.statementByStatement(work));
    }

    /** Work with SQL that blocks. */
    @FunctionalInterface
    interface Blocking<T> {
        T call() throws SQLException;
    }

    <T> CompletableFuture<T> blocking(Blocking<T> work) {
        return on(executor, work);
    }

    static <T> CompletableFuture<T> on(Executor executor, Blocking<T> work) {
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
