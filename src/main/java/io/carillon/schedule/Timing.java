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
 * @param zone of its schedules
 * @param shift how much later than its local time each occurrence comes: the device's part of the operator's spread
 * @param seed of the device's jitter
 * @param own the device's settings
 * @param calendar the dates of the device's calendar; {@link CalendarDates#NONE} without one
 * @param known the calendars whose dates are at hand
 */
public record Timing(
        ZoneId zone, Duration shift, int seed, DeviceSettings own, CalendarDates calendar, KnownCalendars known) {
    /** Of a device without settings. */
    public Timing(ZoneId zone, Duration shift) {
        this(zone, shift, 0, DeviceSettings.NONE);
    }

    /** Of a device without a calendar. */
    public Timing(ZoneId zone, Duration shift, int seed, DeviceSettings own) {
        this(zone, shift, seed, own, CalendarDates.NONE, KnownCalendars.NONE);
    }

    /** The instant with the device's part of the operator's spread. */
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

    /** The same with that calendar's dates; empty where they are not at hand. */
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

    /** What the date counts as, by the device's own days, else by its calendar; null where neither names it. */
    @Nullable
    DayKind kindOf(LocalDate date) {
        DayKind kind = own.days().on(date);
        return kind == null ? calendar.on(date) : kind;
    }

    /** Whether the device's settings do not affect a plain time of day. */
    boolean leavesTimesAlone() {
        return own.pausedUntil() == null && own.days().isEmpty() && calendar.isEmpty();
    }

    /** Zero to {@code most} seconds, fixed by device and date; the same fraction for every {@code most}. */
    Duration jitter(LocalDate date, int most) {
        long mixed = (seed * 0x9E3779B97F4A7C15L) ^ date.toEpochDay() * 0xC2B2AE3D27D4EB4FL;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        long part = mixed >>> 33;
        return Duration.ofSeconds(part * (most + 1L) >>> 31);
    }

    /** The due instant of a once-task with these dates that takes effect at {@code from}. */
    Instant once(Dates dates, Task task, Instant from) {
        return shifted(Recurrence.next(new When(WeekMask.EVERY_DAY, dates, task.time(), task.sun(), this), from));
    }
}
