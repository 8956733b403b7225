package io.carillon.schedule;

import java.time.Instant;

/**
 * A device's row in the table {@code wakeup}: when it must next be looked at, which is also its cursor (everything owed
 * before {@code dueAt} has its verdict), and the newest event for which the row was lowered or raised.
 */
public record Wakeup(Instant dueAt, long seq) {
    /** Nothing owed: the largest epoch millisecond. */
    public static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** The row of a device for which nothing was ever scheduled. */
    public static final Wakeup NOTHING_OWED = new Wakeup(NEVER, 0);

    /** The row once it has been lowered to {@code other}, if that is lower at all. */
    public Wakeup loweredTo(Wakeup other) {
        return new Wakeup(other.dueAt.isBefore(dueAt) ? other.dueAt : dueAt, Math.max(seq, other.seq));
    }
}
