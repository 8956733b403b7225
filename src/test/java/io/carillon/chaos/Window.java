package io.carillon.chaos;

import java.time.Duration;
import java.time.Instant;

/** From one moment of this machine's clock to another, both included. */
record Window(Instant from, Instant to) {
    static Window at(Instant moment) {
        return new Window(moment, moment);
    }

    boolean endsBefore(Instant moment) {
        return to.isBefore(moment);
    }

    boolean beginsAfter(Instant moment) {
        return from.isAfter(moment);
    }

    boolean meets(Window other) {
        return !to.isBefore(other.from) && !other.to.isBefore(from);
    }

    Duration length() {
        return Duration.between(from, to);
    }
}
