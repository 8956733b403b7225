package io.carillon.bench;

import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A calendar of many devices takes the day from all of them at which they are due, while others are due: how long until the
 * last follower runs by the new version, and how late the others fire. Twice: by a node that has just started, and by one
 * whose code the JIT has compiled.
 */
record Followers(String url, Broker broker, Report report) {
    private static final int FOLLOWERS = Integer.getInteger("carillon.bench.followers", 100_000);
    private static final int OTHERS = 1_000;
    private static final int HERDS = 5;
    private static final Duration APART = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The same date in UTC and in the zone of the copies, 8 hours ahead of it. */
    private static Instant tomorrow() {
        return LocalDate.now(ZoneOffset.UTC).plusDays(1).atTime(12, 0, 1).toInstant(ZoneOffset.UTC);
    }

    void run() throws Exception {
        try (var node = Carillon.ready("followers", url, broker, Carillon.JVM)) {
            Instant due = tomorrow();
            LocalDate first = due.atOffset(ZoneOffset.UTC).toLocalDate();
            node.api().send(node.api().calendar("de", first.plusYears(1))).join();
            node.herd(FOLLOWERS, "", ",\"calendar\":\"de\"").store(node.api(), url, Database.USER, due);
            change(node, "of a node just started", due, first);
            change(node, "of the same node, warm", due.plus(Duration.ofDays(1)), first, first.plusDays(1));
        }
    }

    private void change(Carillon node, String which, Instant due, LocalDate... daysOff) throws Exception {
        node.awaitRest(PATIENCE);
        List<Instant> others = new ArrayList<>();
        for (int i = 0; i < HERDS; i++)
            others.add(node.store(node.herd(OTHERS), Duration.ofSeconds(20).plus(APART.multipliedBy(i))));
        Instant from = others.get(0).minusSeconds(2);
        Contender.sleepUntil(from);
        long begun = System.nanoTime();
        node.api().send(node.api().calendar("de", daysOff)).join();
        try (Connection connection = DriverManager.getConnection(url, Database.USER, "")) {
            while (Carillon.someRowStandsAt(connection, due)) {
                if (System.nanoTime() - begun > PATIENCE.toNanos())
                    throw new IllegalStateException("some run by the old version");
                Thread.sleep(100);
            }
        }
        report.line(
                "- a calendar that %,d devices follow takes from each the day at which it is due (%s): all run by it after %.1f s",
                FOLLOWERS, which, (System.nanoTime() - begun) / 1e9);
        for (Instant each : others)
            report.line(
                    "- %,d others, due %.0f s after the change: %s",
                    OTHERS,
                    Duration.between(from, each).toMillis() / 1e3,
                    node.await(each, OTHERS).late());
    }
}
