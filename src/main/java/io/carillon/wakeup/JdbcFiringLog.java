package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import io.carillon.device.FiringLog;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads the table {@code firing}, at most two queries at a time, so that readers never delay writers. */
public final class JdbcFiringLog implements FiringLog {
    private static final int BATCH = 50;

    private record Query(DeviceId device, Set<GroupId> groups, Excerpt wanted) {}

    private final Gathering<Query, List<Firing>> queries;

    public JdbcFiringLog(Database database, ActorSystem<?> system) {
        Transactions transactions = new Transactions(database, system);
        queries = new Gathering<>(
                Gathering.whileBusy(BATCH), batch -> transactions.read(sql -> read(sql, batch)), system);
    }

    @Override
    public CompletionStage<List<Firing>> recent(DeviceId device, Set<GroupId> groups, Excerpt wanted) {
        return groups.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : queries.ask(new Query(device, groups, wanted));
    }

    private List<List<Firing>> read(Sql sql, List<Query> batch) throws SQLException {
        List<List<Firing>> answers = new ArrayList<>();
        FiringTable table = new FiringTable(sql);
        for (Query query : batch) answers.add(table.recent(query.device(), query.groups(), query.wanted()));
        return answers;
    }
}
