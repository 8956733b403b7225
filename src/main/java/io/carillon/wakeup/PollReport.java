package io.carillon.wakeup;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** The state of a node's poller; may be read at any time. */
public final class PollReport {
    private final LongAdder failures = new LongAdder();
    private final LongAdder nudges = new LongAdder();
    private volatile Instant lastFailed = Instant.MIN;
    private volatile Instant lastCompleted = Instant.MIN;
    private volatile Duration overdue = Duration.ZERO;

    void failed(Instant now) {
        failures.increment();
        lastFailed = now;
    }

    void completed(Instant now, Duration oldestOverdue) {
        overdue = oldestOverdue;
        lastCompleted = now;
    }

    void nudged() {
        nudges.increment();
    }

    public long nudges() {
        return nudges.sum();
    }

    public long failures() {
        return failures.sum();
    }

    /** {@link Instant#MIN} before the first. */
    public Instant lastFailed() {
        return lastFailed;
    }

    /** When all of the node's slices were last read; {@link Instant#MIN} before the first time. */
    public Instant lastCompleted() {
        return lastCompleted;
    }

    /** How long the oldest row of the node's slices was overdue when last read. */
    public Duration overdue() {
        return overdue;
    }
}
