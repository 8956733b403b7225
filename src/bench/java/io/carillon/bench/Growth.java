package io.carillon.bench;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.carillon.e2e.Database;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Settle;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import io.carillon.wakeup.JdbcWakeups;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * What a day of firings leaves in PostgreSQL: rows, WAL and disk. The node's own writer settles them, all devices at each of
 * the day's instants, which lie a checkpoint apart.
 */
record Growth(Database server, String url, Report report) {
    private static final int DEVICES = 10_000;
    private static final int INSTANTS = 4;
    private static final int MILLION = 1_000_000;
    private static final double GIB = 1 << 30;

    private static final String WAL = "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";
    private static final String FIRING =
            "select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'firing'::regclass";
    private static final String WAKEUP = "select pg_total_relation_size('wakeup')";

    void run() throws Exception {
        try (var database = io.carillon.wakeup.Database.open(url, Database.USER, Database.PASSWORD)) {
            database.migrate();
            Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
            server.execute(
                    name(),
                    "insert into wakeup (device_id, slice, due_at, seq) select 'lamp-' || lpad(n::text, 8, '0'), n %% 64, %d, 3 from generate_series(1, %d) n"
                            .formatted(today.toEpochMilli(), DEVICES));
            server.execute(name(), "vacuum analyze wakeup");
            ActorSystem<Void> system =
                    ActorSystem.create(Behaviors.empty(), "growth", ConfigFactory.load("wakeup.conf"));
            try {
                day(new JdbcWakeups(database, system, (kind, requests, took, failed) -> {}), today);
            } finally {
                system.terminate();
            }
        }
    }

    private void day(JdbcWakeups wakeups, Instant today) {
        long walBefore = number(WAL);
        long firingBefore = number(FIRING);
        for (int i = 0; i < INSTANTS; i++) {
            server.execute(name(), "checkpoint");
            herd(wakeups, today.plus(Duration.ofHours(i)), today.plus(Duration.ofHours(i + 1)));
        }
        server.execute(name(), "vacuum wakeup");
        double firings = DEVICES * INSTANTS;
        double wal = (number(WAL) - walBefore) / firings;
        double line = (number(FIRING) - firingBefore) / firings;
        double row = number(WAKEUP) / (double) DEVICES;
        report.line(
                "- growth, %,d devices %d times a day: a firing costs %.0f bytes of WAL and a line of %.0f bytes (with its index);"
                        + " a device's row %.0f bytes",
                DEVICES, INSTANTS, wal, line, row);
        report.line(
                "- so a million devices with one task a day: %,d lines, %.2f GiB of WAL and %.2f GiB of disk a day;"
                        + " %.1f GiB for 30 days, and %.2f GiB of rows",
                MILLION, MILLION * wal / GIB, MILLION * line / GIB, 30 * MILLION * line / GIB, MILLION * row / GIB);
    }

    private static void herd(JdbcWakeups wakeups, Instant due, Instant next) {
        List<CompletableFuture<Boolean>> settles = new ArrayList<>();
        for (int i = 1; i <= DEVICES; i++) {
            DeviceId device = new DeviceId("lamp-%08d".formatted(i));
            GroupId group = GroupId.of(new UUID(due.toEpochMilli(), i), device);
            TaskName task = new TaskName("%032x".formatted(i));
            Firing rung = new Firing(
                    new Occurrence(group, task, due), Verdict.DELIVERED, 1, due.plusMillis(3), due.plusMillis(5));
            settles.add(wakeups.settle(device, new Settle(next, 3, due, List.of(rung)))
                    .toCompletableFuture());
        }
        if (!settles.stream().allMatch(CompletableFuture::join)) throw new IllegalStateException("not settled");
    }

    private long number(String sql) {
        return Long.parseLong(server.query(name(), sql).get(0));
    }

    private String name() {
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
