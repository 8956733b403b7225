package io.carillon.node;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process where an orderly stop takes too long. */
final class LastResort {
    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);
    /** The exit code after SIGTERM. */
    private static final int TERMINATED = 143;

    /** Tells a supervisor to restart the node (README). */
    private static final int BEYOND_REPAIR = 3;

    private LastResort() {}

    /** Ends the process at once. */
    static void endBeyondRepair() {
        LOG.error("The embedded database cannot be reopened after an I/O error: this node exits, to be restarted");
        Runtime.getRuntime().halt(BEYOND_REPAIR);
    }

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
