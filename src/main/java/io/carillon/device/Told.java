package io.carillon.device;

import io.carillon.schedule.Incarnation;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Protocol;
import io.carillon.schedule.Step;
import io.carillon.schedule.Wakeup;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the entity tells itself: the timer, and how an effect of the wake-up protocol went. Never leaves the node. */
sealed interface Told extends DeviceCommand {
    Step on(Protocol protocol, Incarnation me, Instant now);

    /** An effect's outcome, so one thing less to wait for. */
    sealed interface Outcome extends Told {}

    record Rung() implements Told {
        @Override
        public Step on(Protocol protocol, Incarnation me, Instant now) {
            return protocol.rung(me, now);
        }
    }

    record RowRead(Optional<Wakeup> row) implements Outcome {
        @Override
        public Step on(Protocol protocol, Incarnation me, Instant now) {
            return protocol.rowRead(me, row, now);
        }
    }

    record ReadFailed() implements Outcome {
        @Override
        public Step on(Protocol protocol, Incarnation me, Instant now) {
            return protocol.readFailed(me, now);
        }
    }

    record Lowered(Instant found) implements Outcome {
        @Override
        public Step on(Protocol protocol, Incarnation me, Instant now) {
            return protocol.lowered(me, found);
        }
    }

    record LowerFailed() implements Outcome {
        @Override
        public Step on(Protocol protocol, Incarnation me, Instant now) {
            return protocol.lowerFailed(me, now);
        }
    }

    record Acknowledged(Occurrence occurrence, Courier.Acknowledged delivery) implements Outcome {
        @Override
        public Step on(Protocol protocol, Incarnation me, Instant now) {
            return protocol.acknowledged(me, occurrence, delivery.verdict(), delivery.sentAt(), delivery.at(), now);
        }
    }

    record PublishFailed(Occurrence occurrence, Courier.Failed delivery, Duration pause) implements Outcome {
        @Override
        public Step on(Protocol protocol, Incarnation me, Instant now) {
            return protocol.publishFailed(me, occurrence, delivery.sentAt(), pause, now);
        }
    }

    record Settled(boolean updated) implements Outcome {
        @Override
        public Step on(Protocol protocol, Incarnation me, Instant now) {
            return protocol.settled(me, updated, now);
        }
    }

    record SettleFailed() implements Outcome {
        @Override
        public Step on(Protocol protocol, Incarnation me, Instant now) {
            return protocol.settleFailed(me, now);
        }
    }
}
