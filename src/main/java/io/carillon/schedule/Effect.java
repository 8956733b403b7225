package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What {@link Protocol} wants done. The entity does it and tells the protocol how it went. */
public sealed interface Effect {
    /** The wish ends without an event. */
    record Decided(Input.Wish wish, Decision decision) implements Effect {}

    /**
     * Write the event and all that lands with it, in one transaction. Until the outcome is known nothing else is wanted; if it
     * is refused or not known, the incarnation ends.
     *
     * @param wish which it grants; null where nobody asked for it
     */
    record Persist(EventWrite write, Input.@Nullable Wish wish) implements Effect {}

    record ReadRow() implements Effect {}

    /**
     * Hand the commands to the courier.
     *
     * @param attempt 1 for the first try
     * @param deadline no publish begins later
     * @param expiry when the broker may drop it
     * @param confirm the device is to answer
     */
    record Publish(
            Occurrence occurrence, String commands, int attempt, Instant deadline, Instant expiry, boolean confirm)
            implements Effect {}

    /** Do not send it if that has not begun. */
    record Recall(Occurrence occurrence) implements Effect {}

    record WriteSettle(Settle settle) implements Effect {}

    /** The answer changes nothing. */
    record Declined(Input.Answered answer, Why why) implements Effect {
        public enum Why {
            /** The firing has its answer. */
            REPEATED,
            /** It names nothing that is open. */
            UNKNOWN,
            /** The table knows better by now. */
            LOOK_AGAIN
        }
    }

    /** Nothing is left to do until the row is due: leave memory. */
    record Leave() implements Effect {}

    /** Come back at this instant of the clock; replaces an earlier one. */
    record WakeAt(Instant at) implements Effect {}

    /** End this incarnation: another one has written since. */
    record Stop(String why) implements Effect {}
}
