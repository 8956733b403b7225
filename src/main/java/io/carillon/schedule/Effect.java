package io.carillon.schedule;

import java.time.Instant;

/** What {@link Protocol} wants done. The entity does it and tells the protocol how it went. */
public sealed interface Effect {
    /** Upsert {@code due_at = least(due_at, dueAt), seq = greatest(seq, seq)}; answers the old {@code due_at}. */
    record Lower(Instant dueAt, long seq) implements Effect {}

    record Persist(DeviceEvent event) implements Effect {}

    record ReadRow() implements Effect {}

    /**
     * Hand the commands to the courier.
     *
     * @param attempt 1 for the first try
     */
    record Publish(Occurrence occurrence, String commands, int attempt) implements Effect {}

    record WriteSettle(Settle settle) implements Effect {}

    /** Come back at this instant of the clock; replaces an earlier one. */
    record WakeAt(Instant at) implements Effect {}
}
