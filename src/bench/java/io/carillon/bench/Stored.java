package io.carillon.bench;

import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a node costs while nothing is due, and how a herd fares, when many devices are stored. */
record Stored(Database server, String url, Broker broker, Report report) {
    private static final int[] SIZES = {0, 20_000, 980_000};
    private static final int HERD = 20_000;
    private static final int TASKS = 2;

    void run() throws Exception {
        int stored = 0;
        for (int more : SIZES) {
            stored += more;
            if (more > 0)
                try (var node = Carillon.ready("node", url, broker, Carillon.JVM)) {
                    Instant notSoon =
                            Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofHours(20));
                    new Herd("s%02d".formatted(stored / 100_000), more, TASKS)
                            .store(node.api(), url, Database.USER, notSoon);
                    server.execute(url.substring(url.lastIndexOf('/') + 1), "vacuum analyze");
                }
            measure(stored);
        }
    }

    private void measure(int stored) throws Exception {
        long begun = System.nanoTime();
        try (var node = Carillon.ready("node", url, broker, Carillon.JVM)) {
            double start = (System.nanoTime() - begun) / 1e9;
            Thread.sleep(60_000); // what starting leaves to do
            Duration before = node.process().cpu();
            Thread.sleep(30_000);
            double percent = node.process().cpu().minus(before).toMillis() / 300.0;
            double heap = node.process().liveHeap();
            report.line(
                    "- %,d devices stored, none due: start to ready %.1f s, heap after GC %.0f MiB, %.1f %% of a core",
                    stored, start, heap, percent);
            if (stored == 0) return;
            Herd herd = new Herd("h%02d".formatted(stored / 100_000), HERD, TASKS);
            Instant due = node.store(herd);
            Contender.sleepUntil(due.minusSeconds(3));
            double armed = node.process().liveHeap();
            Round cold = node.await(due, HERD);
            report.line(
                    "- herd of %,d among %,d: %s; heap of an armed device with %d tasks %.2f KiB",
                    HERD, stored, cold, TASKS, (armed - heap) * 1024 / HERD);
            Round warm = node.await(node.store(new Herd("w%02d".formatted(stored / 100_000), HERD, TASKS)), HERD);
            report.line("- the next herd of %,d on that node: %s", HERD, warm);
        }
    }
}
