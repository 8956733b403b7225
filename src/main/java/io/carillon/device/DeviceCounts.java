package io.carillon.device;

import java.util.concurrent.atomic.LongAdder;

/** What the devices of one node have in common to count; may be read at any time. */
public final class DeviceCounts {
    final LongAdder resident = new LongAdder();
    final LongAdder armed = new LongAdder();
    final LongAdder woken = new LongAdder();
    final LongAdder turnedAway = new LongAdder();
    final LongAdder superseded = new LongAdder();
    final LongAdder unknownZones = new LongAdder();
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

    /** Nudges of devices for which there was no room. */
    public long turnedAway() {
        return turnedAway.sum();
    }

    /** Lives that ended since another had written meanwhile. */
    public long superseded() {
        return superseded.sum();
    }

    /** Devices in memory now whose zone this JDK does not know: they do not ring here. */
    public long unknownZones() {
        return unknownZones.sum();
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
