package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * How a device's local times become instants.
 *
 * @param zone in which its schedules run
 * @param shift by how much each occurrence comes later than its local time: the device's part of the operator's spread
 */
public record Timing(ZoneId zone, Duration shift) {
    /** The instant at which what the clock calls for at {@code unshifted} is due. */
    Instant shifted(Instant unshifted) {
        return unshifted.equals(Wakeup.NEVER) ? unshifted : unshifted.plus(shift);
    }

    Instant unshifted(Instant due) {
        return due.minus(shift);
    }

    Timing in(ZoneId other) {
        return new Timing(other, shift);
    }

    /** When a once-task of these dates is due that takes effect at {@code from}. */
    Instant once(Dates dates, LocalTime time, Instant from) {
        return shifted(Recurrence.next(WeekMask.EVERY_DAY, dates, time, zone, from));
    }
}
