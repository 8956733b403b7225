package io.carillon.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** On which dates a task runs: the first step of {@link Recurrence}. */
final class RunDates {
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);
    private static final Recent<Asked, Optional<LocalDate>> RULED = new Recent<>(1 << 10, RunDates::search);

    /** The latest long waits: where {@code period} allows few dates of a rule, or none, years are searched. */
    private static final AtomicReferenceArray<@Nullable Wait> WAITS = new AtomicReferenceArray<>(1 << 8);

    private static final int LONG_YEARS = 1;

    /**
     * @param counted the device's own days
     * @param calendar the one that it follows
     */
    private record Asked(WeekMask days, Dates dates, Days counted, CalendarDates calendar, LocalDate from) {
        static Asked of(When when, LocalDate from) {
            Timing timing = when.timing();
            return when.dates().ignoresCalendar()
                    ? new Asked(when.days(), when.dates(), Days.NONE, CalendarDates.NONE, from)
                    : new Asked(when.days(), when.dates(), timing.own().days(), timing.calendar(), from);
        }

        @Nullable
        DayKind kindOf(LocalDate date) {
            DayKind kind = counted.on(date);
            return kind == null ? calendar.on(date) : kind;
        }

        boolean isSoughtLike(Asked other) {
            return days.equals(other.days)
                    && counted.equals(other.counted)
                    && dates.equals(other.dates)
                    && calendar.equals(other.calendar);
        }

        int place() {
            int hash = Objects.hash(days, dates, counted, calendar);
            return (hash ^ hash >>> 12) & WAITS.length() - 1;
        }
    }

    /** @param until the first date from {@code asked.from} on; the last of all where there is none */
    private record Wait(Asked asked, LocalDate until) {
        boolean holds(Asked other) {
            return !other.from.isBefore(asked.from) && !other.from.isAfter(until) && asked.isSoughtLike(other);
        }
    }

    private RunDates() {}

    /** The first date from {@code from} on; null where there is none. */
    static @Nullable LocalDate next(When when, LocalDate from) {
        Asked asked = Asked.of(when, from);
        return (when.dates().rrule() == null ? search(asked) : ruled(asked)).orElse(null);
    }

    private static Optional<LocalDate> ruled(Asked asked) {
        int place = asked.place();
        Wait wait = WAITS.get(place);
        if (wait != null && wait.holds(asked)) return Optional.of(wait.until).filter(until -> until.isBefore(LAST));
        Optional<LocalDate> found = RULED.of(asked);
        LocalDate until = found.orElse(LAST);
        if (until.isAfter(asked.from.plusYears(LONG_YEARS))) WAITS.set(place, new Wait(asked, until));
        return found;
    }

    private static Optional<LocalDate> search(Asked asked) {
        Dates dates = asked.dates;
        LocalDate date = dates.noEarlierThan(asked.from);
        LocalDate last = last(asked, date);
        while (date != null && !date.isAfter(last)) {
            date = byRule(dates, date);
            if (date == null || date.isAfter(last)) return Optional.empty();
            if (dates.allow(date) && runsOn(asked, date)) return Optional.of(date);
            date = date.plusDays(1);
        }
        return Optional.empty();
    }

    /** Without a rule every week has a day, unless it is excepted or counts as another: so far it is worth looking. */
    private static LocalDate last(Asked asked, LocalDate from) {
        Dates dates = asked.dates;
        int others = asked.counted.dates().size() + asked.calendar.from(from);
        long days = 7L * (1 + dates.except().size() + others);
        LocalDate last = dates.rrule() == null ? from.plusDays(days) : from.plusYears(DateRule.YEARS);
        LocalDate end = dates.end() == null ? LAST : dates.end();
        return last.isBefore(end) ? last : end;
    }

    private static @Nullable LocalDate byRule(Dates dates, LocalDate from) {
        String rule = dates.rrule();
        LocalDate start = dates.start();
        if (rule == null || start == null) return from;
        return DateRule.of(rule).next(start, from).orElse(null);
    }

    private static boolean runsOn(Asked asked, LocalDate date) {
        DayKind kind = asked.kindOf(date);
        DayOfWeek weekday = kind == null ? date.getDayOfWeek() : kind.weekday();
        return weekday != null && asked.days.runsOn(weekday);
    }

    /** The weekday as which the date counts; null where that is its own. */
    static @Nullable DayKind another(When when, LocalDate date) {
        if (when.dates().ignoresCalendar()) return null;
        DayKind kind = when.timing().kindOf(date);
        return kind == null || kind.weekday() == date.getDayOfWeek() ? null : kind;
    }
}
