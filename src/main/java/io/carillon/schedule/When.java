package io.carillon.schedule;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides when a task runs.
 *
 * @param days all of them in a once-group
 * @param time where the sun does not decide
 * @param timing of the device; {@link Recurrence} ignores its shift
 */
record When(WeekMask days, Dates dates, LocalTime time, @Nullable Sun sun, Timing timing) {
    static When of(Group group, Task task, Timing timing) {
        WeekMask days = group.days().once() ? WeekMask.EVERY_DAY : group.days();
        return new When(days, group.dates(), task.time(), task.sun(), timing);
    }

    /** A plain time of day on some dates, as almost all are. */
    boolean isPlain() {
        return sun == null && dates.rrule() == null && dates.jitter() == null && timing.leavesTimesAlone();
    }

    /** The most by which it may come before its date begins. */
    long earlySeconds() {
        return sun == null ? 0 : Math.max(0, -sun.offsetSeconds());
    }

    /** The most by which it may come after its date has ended. */
    long lateSeconds() {
        long jitter = dates.jitter() == null ? 0 : dates.jitter();
        return jitter + (sun == null ? 0 : Math.max(0, sun.offsetSeconds()));
    }

    Duration jitter(LocalDate date) {
        return dates.jitter() == null ? Duration.ZERO : timing.jitter(date, dates.jitter());
    }

    /** The inputs beside those of a plain time of day; null where it is plain. */
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
