package io.carillon.schedule;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * All that decides when one task runs.
 *
 * @param days of a once-group: all
 * @param time without the sun, or where there is none
 * @param timing of the device; its shift is not {@link Recurrence}'s business
 */
record When(WeekMask days, Dates dates, LocalTime time, @Nullable Sun sun, Timing timing) {
    static When of(Group group, Task task, Timing timing) {
        WeekMask days = group.days().once() ? WeekMask.EVERY_DAY : group.days();
        return new When(days, group.dates(), task.time(), task.sun(), timing);
    }

    /** A time of day on some dates and no more, as almost all are. */
    boolean isPlain() {
        return sun == null && dates.rrule() == null && dates.jitter() == null && timing.leavesTimesAlone();
    }

    /** By how much it may come before its date begins, at most. */
    long earlySeconds() {
        return sun == null ? 0 : Math.max(0, -sun.offsetSeconds());
    }

    /** By how much it may come after its date has ended, at most. */
    long lateSeconds() {
        long jitter = dates.jitter() == null ? 0 : dates.jitter();
        return jitter + (sun == null ? 0 : Math.max(0, sun.offsetSeconds()));
    }

    Duration jitter(LocalDate date) {
        return dates.jitter() == null ? Duration.ZERO : timing.jitter(date, dates.jitter());
    }

    /** What tells its answers from a plain one's. */
    Recurrence.@Nullable More more() {
        if (isPlain()) return null;
        DeviceSettings own = timing.own();
        return new Recurrence.More(
                sun,
                sun == null ? null : own.location(),
                dates.ignoresCalendar() ? Days.NONE : own.days(),
                dates.ignoresCalendar() ? CalendarDates.NONE : timing.calendar(),
                own.pausedUntil(),
                dates.jitter() == null ? 0 : timing.seed());
    }
}
