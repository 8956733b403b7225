package io.carillon.bench;

import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;

/** A herd of 1,000, heard by an independent subscriber. */
record Small(Database server, String url, Broker broker, Report report) {
    private static final int SIZE = 1_000;

    /** @param warmUps rounds of so many that do not count */
    void run(int warmUps, int warm, int rounds) throws Exception {
        try (var node = Carillon.ready("node", url, broker, Carillon.JVM)) {
            for (int round = 0; round < warmUps; round++) System.out.printf("  warming up: %s%n", node.round(warm));
            for (int round = 1; round <= rounds; round++) {
                server.execute("postgres", "checkpoint");
                Herd herd = node.herd(SIZE);
                try (var ears = new Ears(broker, herd.prefix(), SIZE)) {
                    Instant due = node.store(herd);
                    Round done = node.await(due, SIZE);
                    Percentiles heard =
                            Percentiles.of(StreamSupport.stream(ears.await(30).spliterator(), false)
                                    .mapToDouble(at -> Duration.between(due, at).toNanos() / 1e6));
                    report.line(
                            "- herd of %,d, round %d: at a subscriber %s, earliest %.1f ms, repeats %d; acknowledged %s",
                            SIZE, round, heard, heard.at(0), ears.repeats(), done.late());
                }
            }
        }
    }
}
