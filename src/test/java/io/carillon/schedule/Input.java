package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be told to the protocol: each is one of its methods, and one or more steps of the design. */
sealed interface Input {
    /** Some instant of a publish: which one makes no difference to the protocol's decisions. */
    Instant ANY = Instant.EPOCH;

    /** Some pause: it may be over within the same tick. */
    Duration PAUSE = Duration.ofSeconds(1);

    /** Null where the wish is refused, or changes nothing. */
    @Nullable
    Step tell(Protocol protocol, Incarnation me, Instant now);

    /** 2. */
    record Wished(Scenario scenario, Scenario.Wish wish) implements Input {
        @Override
        public @Nullable Step tell(Protocol protocol, Incarnation me, Instant now) {
            DeviceState state = me.state();
            Decision decision = scenario.change(wish, state)
                    .decide(state, Scenario.CALLER, state.momentOfChange(now), Mutants.SERVICE);
            return decision instanceof Decision.Accepted yes ? protocol.accepted(me, yes.event()) : null;
        }

        @Override
        public String toString() {
            return wish.toString();
        }
    }

    /** 3, 4. */
    record Lowered(Instant found) implements Input {
        @Override
        public Step tell(Protocol protocol, Incarnation me, Instant now) {
            return protocol.lowered(me, found);
        }

        @Override
        public String toString() {
            return "Lowered, due_at was " + Ticks.text(found);
        }
    }

    /** 3. */
    record LowerFailed() implements Input {
        @Override
        public Step tell(Protocol protocol, Incarnation me, Instant now) {
            return protocol.lowerFailed(me, now);
        }

        @Override
        public String toString() {
            return "LowerFailed";
        }
    }

    /** 4. */
    record Persisted() implements Input {
        @Override
        public Step tell(Protocol protocol, Incarnation me, Instant now) {
            return protocol.persisted(me, now);
        }

        @Override
        public String toString() {
            return "Persisted";
        }
    }

    /** 6. */
    record Woken() implements Input {
        @Override
        public Step tell(Protocol protocol, Incarnation me, Instant now) {
            return protocol.woken(me);
        }

        @Override
        public String toString() {
            return "Woken";
        }
    }

    /**
     * 6, 7.
     *
     * @param row with {@code seq} 0 where no row was ever made
     */
    record RowRead(Wakeup row) implements Input {
        @Override
        public Step tell(Protocol protocol, Incarnation me, Instant now) {
            return protocol.rowRead(me, Optional.of(row).filter(there -> there.seq() > 0), now);
        }

        @Override
        public String toString() {
            return "RowRead (" + Ticks.text(row.dueAt()) + ", " + row.seq() + ")";
        }
    }

    /** 6. */
    record ReadFailed() implements Input {
        @Override
        public Step tell(Protocol protocol, Incarnation me, Instant now) {
            return protocol.readFailed(me, now);
        }

        @Override
        public String toString() {
            return "ReadFailed";
        }
    }

    /** 7. */
    record Rung() implements Input {
        @Override
        public Step tell(Protocol protocol, Incarnation me, Instant now) {
            return protocol.rung(me, now);
        }

        @Override
        public String toString() {
            return "Rung";
        }
    }

    /** 8, 9. */
    record Acknowledged(Occurrence occurrence) implements Input {
        @Override
        public Step tell(Protocol protocol, Incarnation me, Instant now) {
            return protocol.acknowledged(me, occurrence, Verdict.DELIVERED, ANY, ANY, now);
        }

        @Override
        public String toString() {
            return "Acknowledged " + occurrence.task() + " at " + Ticks.text(occurrence.at());
        }
    }

    /** 8. The time of the try is left out, so that tries are not counted and the states stay few. */
    record PublishFailed(Occurrence occurrence) implements Input {
        @Override
        public Step tell(Protocol protocol, Incarnation me, Instant now) {
            return protocol.publishFailed(me, occurrence, null, PAUSE, now);
        }

        @Override
        public String toString() {
            return "PublishFailed " + occurrence.task() + " at " + Ticks.text(occurrence.at());
        }
    }

    /** 9. */
    record Settled(boolean updated) implements Input {
        @Override
        public Step tell(Protocol protocol, Incarnation me, Instant now) {
            return protocol.settled(me, updated, now);
        }

        @Override
        public String toString() {
            return updated ? "Settled" : "Settled: no row updated";
        }
    }

    /** 9. */
    record SettleFailed() implements Input {
        @Override
        public Step tell(Protocol protocol, Incarnation me, Instant now) {
            return protocol.settleFailed(me, now);
        }

        @Override
        public String toString() {
            return "SettleFailed";
        }
    }
}
