package io.carillon.wakeup;

import java.util.concurrent.atomic.LongAdder;

/** The state of a node's events; may be read at any time. */
public final class TellingReport {
    private final LongAdder dropped = new LongAdder();
    private volatile long waiting;

    void waiting(long now) {
        waiting = now;
    }

    void dropped(int more) {
        dropped.add(more);
    }

    /** Events of this node's share that wait, when last counted. */
    public long waiting() {
        return waiting;
    }

    /** Events given up by this node. */
    public long dropped() {
        return dropped.sum();
    }
}
