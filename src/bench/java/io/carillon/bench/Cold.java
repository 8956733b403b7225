package io.carillon.bench;

import io.carillon.e2e.Broker;
import java.time.Duration;
import java.time.Instant;

/** A large herd of which nobody is in memory before the lead: how fast a node brings it there. */
record Cold(String url, Broker broker, Report report) {
    private static final Duration LEAD = Duration.ofSeconds(60);
    /** Storing so many, before any is woken. */
    private static final Duration STORING = Duration.ofSeconds(45);

    /** @param warmUps rounds of so many that do not count */
    void run(int warmUps, int warm, int size) throws Exception {
        try (var node = Carillon.ready("node", url, broker, Carillon.JVM_FOR_HERDS)) {
            for (int round = 0; round < warmUps; round++) System.out.printf("  warming up: %s%n", node.round(warm));
            Instant due = node.store(node.herd(size), LEAD.plus(STORING));
            if (node.armed() > size / 100) throw new IllegalStateException("storing took into the lead");
            double first = firstSecondWith(node, size / 100, due);
            double last = firstSecondWith(node, size, due);
            report.line(
                    "- cold herd of %,d: in memory and armed within %.1f s, %,.0f devices/s, %.1f s before it is due; then %s",
                    size, last - first, size / (last - first), -last, node.await(due, size));
        }
    }

    /** Seconds from the due time, negative before it. */
    private static double firstSecondWith(Carillon node, int armed, Instant due) throws InterruptedException {
        while (node.armed() < armed) {
            if (Instant.now().isAfter(due)) throw new IllegalStateException("due, and not all are in memory");
            Thread.sleep(100);
        }
        return Duration.between(due, Instant.now()).toMillis() / 1e3;
    }
}
