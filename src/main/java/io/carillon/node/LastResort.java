package io.carillon.node;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process where an orderly stop takes too long. */
final class LastResort {
    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);
    /** The exit code after SIGTERM. */
    private static final int TERMINATED = 143;

    private LastResort() {}

    /** Starts the countdown. */
    static void arm(Duration within) {
        Thread thread = new Thread(() -> haltAfter(within), "last-resort");
        thread.setDaemon(true);
        thread.start();
    }

    private static void haltAfter(Duration within) {
        try {
            Thread.sleep(within.toMillis());
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
        LOG.warn("Not stopped within {} s: exiting anyway", within.toSeconds());
        Runtime.getRuntime().halt(TERMINATED);
    }
}
