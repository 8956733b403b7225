package io.carillon.device;

import java.util.concurrent.atomic.LongAdder;

/** What the devices of one node have in common to count; may be read at any time. */
public final class DeviceCounts {
    final LongAdder resident = new LongAdder();
    final LongAdder armed = new LongAdder();
    final LongAdder woken = new LongAdder();
    final LongAdder fenced = new LongAdder();
    final LongAdder failedRecoveries = new LongAdder();
    final LongAdder failedWrites = new LongAdder();
    final LongAdder failedSnapshots = new LongAdder();

    /** Devices in memory now. */
    public long resident() {
        return resident.sum();
    }

    /** Devices in memory now whose timer is set. */
    public long armed() {
        return armed.sum();
    }

    /** Nudges that arrived. */
    public long woken() {
        return woken.sum();
    }

    /** Events written in the place of one that a predecessor may still write. */
    public long fenced() {
        return fenced.sum();
    }

    /** Journals that could not be replayed. */
    public long failedRecoveries() {
        return failedRecoveries.sum();
    }

    /** Events that were not written, or nobody knows. */
    public long failedWrites() {
        return failedWrites.sum();
    }

    public long failedSnapshots() {
        return failedSnapshots.sum();
    }
}
