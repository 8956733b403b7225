package io.carillon.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** On which dates a task runs: the first step of {@link Recurrence}. */
final class RunDates {
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);
    private static final Recent<Asked, Optional<LocalDate>> RULED = new Recent<>(1 << 10, RunDates::search);

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
    }

    private RunDates() {}

    /** The first date from {@code from} on; null where there is none. */
    static @Nullable LocalDate next(When when, LocalDate from) {
        Asked asked = Asked.of(when, from);
        return (when.dates().rrule() == null ? search(asked) : RULED.of(asked)).orElse(null);
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
