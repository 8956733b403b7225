package io.carillon.schedule;

import java.time.Instant;

/**
 * A device's row in the table {@code wakeup}: when it must next be looked at, which is also its cursor (everything owed
 * before {@code dueAt} has its verdict), and the number of its last event.
 */
public record Wakeup(Instant dueAt, long seq) {
    /** Nothing owed: the largest epoch millisecond. */
    public static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** Of a device that never wrote an event. */
    public static final Wakeup NOTHING_OWED = new Wakeup(NEVER, 0);
}
