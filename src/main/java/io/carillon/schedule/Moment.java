package io.carillon.schedule;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;

/**
 * When a change is decided, and what is known then.
 *
 * @param at of the event to be, {@link DeviceState#momentOfChange}
 * @param service the timing of devices that have no zone of their own
 * @param passed before which everything has its verdict; {@link Instant#EPOCH} where that is not known
 * @param ended whether an occurrence has its verdict
 */
public record Moment(Instant at, Timing service, Instant passed, Predicate<Occurrence> ended) {
    /** Instants are stored, and so compared, to the millisecond. */
    static Instant toMillis(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Of a device of which nothing is known but its state. */
    public static Moment of(Instant at, Timing service) {
        return new Moment(at, service, Instant.EPOCH, occurrence -> false);
    }
}
