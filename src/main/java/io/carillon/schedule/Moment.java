package io.carillon.schedule;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;

/**
 * The time of a decision, and what is known then.
 *
 * @param at the time of the event to be, {@link DeviceState#momentOfChange}
 * @param service the timing of devices that have no zone of their own
 * @param passed everything before it has its verdict; {@link Instant#EPOCH} where unknown
 * @param ended whether an occurrence has its verdict
 */
public record Moment(Instant at, Timing service, Instant passed, Predicate<Occurrence> ended) {
    /** Instants are stored and compared to the millisecond. */
    static Instant toMillis(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
