package io.carillon.schedule;

/** A write that the database may still see. */
sealed interface Write {
    /** @param n the number of the event before it */
    record WriteEvent(long n, EventWrite write) implements Write {
        @Override
        public String toString() {
            return write.event().getClass().getSimpleName() + " as event " + (n + 1);
        }
    }

    record SettleRow(Settle settle) implements Write {
        @Override
        public String toString() {
            return "settle to " + Ticks.text(settle.dueAt()) + " by n=" + settle.n();
        }
    }

    /** What an event does to the row, where a mutant writes that apart. */
    record MoveRow(WriteEvent event) implements Write {
        @Override
        public String toString() {
            return "row of " + event;
        }
    }
}
