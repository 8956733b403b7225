package io.carillon.device;

import java.util.concurrent.atomic.LongAdder;

/** Counters over all devices of a node; may be read at any time. */
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

    /** Nudges received. */
    public long woken() {
        return woken.sum();
    }

    /** Nudges turned away for lack of room. */
    public long turnedAway() {
        return turnedAway.sum();
    }

    /** Incarnations that ended because another had written. */
    public long superseded() {
        return superseded.sum();
    }

    /** Devices in memory now whose zone or calendar is unknown here: they do not fire. */
    public long unknownZones() {
        return unknownZones.sum();
    }

    /** Journals that could not be replayed. */
    public long failedRecoveries() {
        return failedRecoveries.sum();
    }

    /** Events that were not written, or whose outcome is unknown. */
    public long failedWrites() {
        return failedWrites.sum();
    }

    public long failedSnapshots() {
        return failedSnapshots.sum();
    }
}
