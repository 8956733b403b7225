package io.carillon.schedule;

import io.carillon.schedule.Effect.Lower;

/** A write that the database may still see. */
sealed interface Write {
    record LowerRow(Lower lower) implements Write {
        @Override
        public String toString() {
            return "Lower to " + Ticks.text(lower.dueAt()) + " for " + lower.seq();
        }
    }

    record Insert(long n, DeviceEvent event) implements Write {
        @Override
        public String toString() {
            return "insert of " + event.getClass().getSimpleName() + " at " + n;
        }
    }

    record SettleRow(Settle settle) implements Write {
        @Override
        public String toString() {
            return "settle to " + Ticks.text(settle.dueAt()) + " by n=" + settle.n();
        }
    }
}
