package io.carillon.wakeup;

import static io.carillon.wakeup.WakeupTable.BYTEWISE;

import akka.actor.typed.ActorSystem;
import io.carillon.device.Wakeups;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Settle;
import io.carillon.schedule.Wakeup;
import io.carillon.wakeup.BatchListener.Kind;
import io.carillon.wakeup.WakeupTable.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The rows of this node's devices, read and settled in batches. A settling batch locks its rows in the order of their device
 * ids and applies its requests one by one, so several for one device act as if in several batches.
 */
public final class JdbcWakeups implements Wakeups {
    private static final int BATCH = 1000;
    private static final Duration SETTLE_WITHIN = Duration.ofMillis(20);

    private record Settling(DeviceId device, Settle settle) {
        long weight() {
            return Math.max(1, settle.verdicts().size());
        }
    }

    private final Transactions transactions;
    private final BatchListener listener;
    private final ActorSystem<?> system;
    private final Gathering<DeviceId, Optional<Wakeup>> reads;
    private final Gathering<Settling, Boolean> settles;

    public JdbcWakeups(Database database, ActorSystem<?> system, BatchListener listener) {
        this.transactions = new Transactions(database, system);
        this.listener = listener;
        this.system = system;
        reads = new Gathering<>(
                Gathering.whileBusy(BATCH),
                batch -> told(Kind.READ, batch, transactions.read(sql -> read(sql, batch))),
                system);
        settles = new Gathering<>(
                Gathering.within(SETTLE_WITHIN, BATCH, Settling::weight),
                batch -> told(Kind.SETTLE, batch, transactions.run(sql -> settle(sql, batch))),
                system);
    }

    private <T> CompletableFuture<T> told(Kind kind, List<?> batch, CompletableFuture<T> done) {
        long began = System.nanoTime();
        return done.whenComplete((result, failed) -> listener.performed(
                kind,
                batch.size(),
                Duration.ofNanos(System.nanoTime() - began),
                failed == null ? null : Database.reason(failed)));
    }

    @Override
    public CompletionStage<Optional<Wakeup>> read(DeviceId device) {
        return reads.ask(device);
    }

    @Override
    public CompletionStage<Boolean> settle(DeviceId device, Settle settle) {
        return settles.ask(new Settling(device, settle));
    }

    private List<Optional<Wakeup>> read(Sql sql, List<DeviceId> batch) throws SQLException {
        Map<DeviceId, Wakeup> rows = new WakeupTable(sql).read(batch);
        Map<DeviceId, Wakeup> apart = new HashMap<>(rows);
        apart.values().removeIf(row -> !row.isApart());
        // after the rows, so that lines settled in between are seen
        Map<DeviceId, List<Firing>> lines = new FiringTable(sql).from(apart);
        lines.forEach((device, found) -> rows.computeIfPresent(device, (same, row) -> row.with(found)));
        return batch.stream()
                .map(device -> Optional.ofNullable(rows.get(device)))
                .toList();
    }

    private List<Boolean> settle(Sql sql, List<Settling> batch) throws SQLException {
        WakeupTable table = new WakeupTable(sql);
        Map<DeviceId, Wakeup> rows =
                table.lock(batch.stream().map(Settling::device).toList());
        SortedMap<DeviceId, Row> raised = new TreeMap<>(BYTEWISE);
        SortedMap<FiringTable.Key, Firing> lines = new TreeMap<>();
        List<Boolean> updated = new ArrayList<>();
        for (Settling one : batch) {
            Settle settle = one.settle();
            Wakeup row = rows.get(one.device());
            boolean mine = row != null && row.seq() == settle.n();
            updated.add(mine);
            if (mine) raised.merge(one.device(), new Row(one.device(), row(settle)), Row::later);
            for (Firing firing : settle.verdicts())
                if (mine || firing.verdict().stands())
                    lines.merge(FiringTable.Key.of(one.device(), firing), firing, Firing::or);
        }
        table.raise(raised.values());
        new FiringTable(sql, Telling.of(system)).put(lines);
        return updated;
    }

    private static Wakeup row(Settle settle) {
        return new Wakeup(settle.dueAt(), settle.n(), settle.owedFrom(), settle.waits(), List.of());
    }
}
