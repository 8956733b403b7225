package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An effect that {@link Protocol} wants. The entity carries it out and reports the outcome as an {@link Input}. */
public sealed interface Effect {
    /** Whether a device that is stopping still carries it out; what is new is left to its successor. */
    default boolean isLast() {
        return this instanceof Persist || this instanceof Recall || this instanceof WriteSettle;
    }

    /** The change ends without an event. */
    record Decided(Input.Wish wish, Decision decision) implements Effect {}

    /**
     * Write the event, and all that belongs to it, in one transaction. Nothing else is wanted until the outcome is
     * known; if it is refused or unknown, the incarnation ends.
     *
     * @param wish the change that it grants; null where nobody asked
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

    /** Do not send it, unless sending has begun. */
    record Recall(Occurrence occurrence) implements Effect {}

    record WriteSettle(Settle settle) implements Effect {}

    /** The device's answer changes nothing. */
    record Declined(Input.Answered answer, Why why) implements Effect {
        public enum Why {
            /** The firing has its answer. */
            REPEATED,
            /** It names no open firing. */
            UNKNOWN,
            /** The table knows more by now. */
            LOOK_AGAIN
        }
    }

    /** Leave memory: nothing is to be done until the row is due. */
    record Leave() implements Effect {}

    /** Set the timer to this instant; replaces an earlier setting. */
    record WakeAt(Instant at) implements Effect {}

    /** End this incarnation: another one has written. */
    record Stop(String why) implements Effect {}
}
