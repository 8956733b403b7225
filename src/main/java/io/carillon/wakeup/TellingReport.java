package io.carillon.wakeup;

import java.util.concurrent.atomic.LongAdder;

/** How a node gets on with telling verdicts; may be read at any time. */
public final class TellingReport {
    private final LongAdder dropped = new LongAdder();
    private volatile long waiting;

    void waiting(long now) {
        waiting = now;
    }

    void dropped(int more) {
        dropped.add(more);
    }

    /** Of this node's share, when it was last counted. */
    public long waiting() {
        return waiting;
    }

    /** Given up by this node. */
    public long dropped() {
        return dropped.sum();
    }
}
