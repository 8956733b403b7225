package io.carillon.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An input of {@link Protocol}: a request, the timer, or the outcome of an effect. */
public sealed interface Input {
    /** Called by {@link Protocol#step} alone. */
    void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects);

    /** The outcome of an effect. */
    sealed interface Outcome extends Input {}

    /**
     * A caller asks for a change; told only while {@link Incarnation#isFree()}. Ends, now or later, in {@link
     * Effect.Decided} or {@link Effect.Persist}.
     *
     * @param deadline after which the caller no longer waits
     */
    record Wish(Change change, Caller caller, Instant deadline) implements Input {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.wished(me, this, now, effects);
        }
    }

    /** The event is written. If it is not, or nobody knows, the incarnation ends without an input. */
    record Persisted() implements Input {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.persisted(me, now, effects);
        }
    }

    /** A nudge from a poller. */
    record Woken() implements Input {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.woken(me, effects);
        }
    }

    /**
     * The device has answered a command. Leads to {@link Effect.Declined} where that changes nothing, else to a line.
     *
     * @param verdict {@link Verdict#CONFIRMED} or {@link Verdict#FAILED}
     * @param text null where the payload is not kept
     * @param at when it came
     */
    record Answered(String fireId, Verdict verdict, @Nullable String text, Instant at) implements Input {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.answered(me, this, now, effects);
        }
    }

    /** The device is back and asks for open commands. */
    record Hailed() implements Input {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.hailed(me, now, effects);
        }
    }

    /** Room is scarce on this node: a device that only waits for long is to leave. */
    record Pressed() implements Input {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.pressed(me, now, effects);
        }
    }

    /** The device is to stop, see {@link Incarnation#end}: it settles what it has and parks what waits. */
    record Stopped() implements Input {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.stopped(me, now, effects);
        }
    }

    /** The process stood still. */
    record Paused() implements Input {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.paused(me);
        }
    }

    /** The instant of the last {@link Effect.WakeAt} has come. */
    record TimerElapsed() implements Input {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.timerElapsed(me, now, effects);
        }
    }

    /** @param row empty where the device has no events */
    record RowRead(Optional<Wakeup> row) implements Outcome {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.rowRead(me, row.orElse(Wakeup.NOTHING_OWED), now, effects);
        }
    }

    record ReadFailed() implements Outcome {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.readFailed(me, now, effects);
        }
    }

    /**
     * The broker has acknowledged the publish.
     *
     * @param verdict {@link Verdict#DELIVERED} or {@link Verdict#NO_SUBSCRIBER}
     */
    record Acknowledged(Occurrence occurrence, Verdict verdict, Instant sentAt, Instant at) implements Outcome {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.acknowledged(me, this, now, effects);
        }
    }

    /**
     * The publish failed and may be repeated.
     *
     * @param sentAt when it began, null if it never reached the connection
     * @param chance from 0 to 1, the jitter of the next try
     * @param reason why, in a few words; null where unknown
     */
    record PublishFailed(Occurrence occurrence, @Nullable Instant sentAt, double chance, @Nullable String reason)
            implements Outcome {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.publishFailed(me, this, now, effects);
        }
    }

    /** @param updated false where the row's {@code seq} was higher than the settle's {@code n} */
    record Settled(boolean updated) implements Outcome {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.settled(me, updated, now, effects);
        }
    }

    /** The outcome of the settle is unknown. */
    record SettleFailed() implements Outcome {
        @Override
        public void tell(Protocol protocol, Incarnation me, Instant now, List<Effect> effects) {
            protocol.settleFailed(me, now, effects);
        }
    }
}
