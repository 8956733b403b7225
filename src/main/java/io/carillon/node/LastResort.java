package io.carillon.node;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process where stopping in order takes longer than it may (contract 4: 30 s). */
final class LastResort {
    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);
    private static final Duration WITHIN = Duration.ofSeconds(28);
    /** As of a process that SIGTERM ended. */
    private static final int TERMINATED = 143;

    private LastResort() {}

    /** Begins to count. */
    static void arm() {
        Thread thread = new Thread(LastResort::waitAndHalt, "last-resort");
        thread.setDaemon(true);
        thread.start();
    }

    private static void waitAndHalt() {
        try {
            Thread.sleep(WITHIN.toMillis());
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
        LOG.warn("Not stopped within {} s: ending without the rest", WITHIN.toSeconds());
        Runtime.getRuntime().halt(TERMINATED);
    }
}
