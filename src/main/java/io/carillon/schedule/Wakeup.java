package io.carillon.schedule;

import java.time.Instant;

/**
 * A device's row in the table {@code wakeup}: when it must next be looked at, which is also its cursor (everything owed
 * before {@code dueAt} has its verdict), and the newest event for which the row was lowered or raised.
 */
public record Wakeup(Instant dueAt, long seq) {
    /** Nothing owed: the largest epoch millisecond. */
    public static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);
}
