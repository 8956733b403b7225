package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import io.carillon.device.FiringLog;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads the table {@code firing}. */
public final class JdbcFiringLog implements FiringLog {
    private final Transactions transactions;

    public JdbcFiringLog(Database database, ActorSystem<?> system) {
        this.transactions = new Transactions(database, system);
    }

    @Override
    public CompletionStage<List<Firing>> recent(GroupId group, int limit) {
        return transactions.run(connection -> new FiringTable(connection).recent(group, limit));
    }
}
