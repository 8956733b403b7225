package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a device's local times become instants.
 *
 * @param zone in which its schedules run
 * @param shift by how much each occurrence comes later than its local time: the device's part of the operator's spread
 * @param seed of the device's jitter
 * @param own what is set of the device itself
 * @param calendar what the calendar says that it follows, {@link CalendarDates#NONE} where it follows none
 * @param known where the dates of calendars are found
 */
public record Timing(
        ZoneId zone, Duration shift, int seed, DeviceSettings own, CalendarDates calendar, KnownCalendars known) {
    /** Of a device of which nothing is set. */
    public Timing(ZoneId zone, Duration shift) {
        this(zone, shift, 0, DeviceSettings.NONE);
    }

    /** Of a device that follows no calendar. */
    public Timing(ZoneId zone, Duration shift, int seed, DeviceSettings own) {
        this(zone, shift, seed, own, CalendarDates.NONE, KnownCalendars.NONE);
    }

    /** The instant at which what the clock calls for at {@code unshifted} is due. */
    Instant shifted(Instant unshifted) {
        return unshifted.equals(Wakeup.NEVER) ? unshifted : unshifted.plus(shift);
    }

    Instant unshifted(Instant due) {
        return due.minus(shift);
    }

    Timing in(ZoneId other) {
        return new Timing(other, shift, seed, own, calendar, known);
    }

    Timing with(DeviceSettings settings) {
        return settings.equals(own) ? this : new Timing(zone, shift, seed, settings, calendar, known);
    }

    /** The same, where it is known what that calendar says. */
    Optional<Timing> following(@Nullable Calendar version) {
        return version == null
                ? Optional.of(by(CalendarDates.NONE))
                : known.of(version).map(this::by);
    }

    Timing by(CalendarDates dates) {
        return dates.equals(calendar) ? this : new Timing(zone, shift, seed, own, dates, known);
    }

    public Timing knowing(KnownCalendars calendars) {
        return new Timing(zone, shift, seed, own, calendar, calendars);
    }

    /** As what the date counts: by the device's own days, else by its calendar; null where neither says. */
    @Nullable
    DayKind kindOf(LocalDate date) {
        DayKind kind = own.days().on(date);
        return kind == null ? calendar.on(date) : kind;
    }

    /** Whether a plain time of day is what it would be without what is set of the device. */
    boolean leavesTimesAlone() {
        return own.pausedUntil() == null && own.days().isEmpty() && calendar.isEmpty();
    }

    /** Zero to {@code most} seconds, fixed by device and date; of one date always the same part of it. */
    Duration jitter(LocalDate date, int most) {
        long mixed = (seed * 0x9E3779B97F4A7C15L) ^ date.toEpochDay() * 0xC2B2AE3D27D4EB4FL;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        long part = mixed >>> 33;
        return Duration.ofSeconds(part * (most + 1L) >>> 31);
    }

    /** When a once-task of these dates is due that takes effect at {@code from}. */
    Instant once(Dates dates, Task task, Instant from) {
        return shifted(Recurrence.next(new When(WeekMask.EVERY_DAY, dates, task.time(), task.sun(), this), from));
    }
}
