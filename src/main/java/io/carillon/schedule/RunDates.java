package io.carillon.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The dates on which a task runs: the first step of {@link Recurrence}. */
final class RunDates {
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

    /**
     * A cache of the latest results: a rule whose dates {@code period} seldom or never allows is searched for years.
     * Each rule has a few places, one for each of consecutive dates.
     */
    private static final AtomicReferenceArray<@Nullable Answer> ANSWERS = new AtomicReferenceArray<>(1 << 11);

    private static final int PLACES = 4;

    /**
     * @param counted the device's own days
     * @param calendar of the device
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

        /** The first of its places. */
        int places() {
            int hash = Objects.hash(days, dates, counted, calendar);
            return (hash ^ hash >>> 12) * PLACES & ANSWERS.length() - 1;
        }
    }

    /** @param next the first date from {@code asked.from} on; null where there is none */
    private record Answer(Asked asked, @Nullable LocalDate next) {
        boolean holds(Asked other) {
            return !other.from.isBefore(asked.from)
                    && (next == null || !other.from.isAfter(next))
                    && asked.isSoughtLike(other);
        }
    }

    private RunDates() {}

    /** The first date from {@code from} on; null where there is none. */
    static @Nullable LocalDate next(When when, LocalDate from) {
        Asked asked = Asked.of(when, from);
        return when.dates().rrule() == null ? search(asked) : known(asked);
    }

    private static @Nullable LocalDate known(Asked asked) {
        int places = asked.places();
        for (int place = places; place < places + PLACES; place++) {
            Answer answer = ANSWERS.get(place);
            if (answer != null && answer.holds(asked)) return answer.next;
        }
        LocalDate next = search(asked);
        ANSWERS.set(places + Math.floorMod(asked.from.toEpochDay(), PLACES), new Answer(asked, next));
        return next;
    }

    private static @Nullable LocalDate search(Asked asked) {
        Dates dates = asked.dates;
        LocalDate date = dates.noEarlierThan(asked.from);
        LocalDate last = last(asked, date);
        Predicate<LocalDate> runs = one -> dates.allow(one) && runsOn(asked, one);
        String rule = dates.rrule();
        LocalDate start = dates.start();
        if (rule != null && start != null)
            return DateRule.of(rule).next(start, date, last, runs).orElse(null);
        while (!date.isAfter(last)) {
            if (runs.test(date)) return date;
            date = date.plusDays(1);
        }
        return null;
    }

    /**
     * How far to search. Without a rule every week has a day that runs, unless it is excepted or counts as another
     * weekday.
     */
    private static LocalDate last(Asked asked, LocalDate from) {
        Dates dates = asked.dates;
        int others = asked.counted.dates().size() + asked.calendar.from(from);
        long days = 7L * (1 + dates.except().size() + others);
        LocalDate last = dates.rrule() == null ? from.plusDays(days) : from.plusYears(DateRule.YEARS);
        LocalDate end = dates.end() == null ? LAST : dates.end();
        return last.isBefore(end) ? last : end;
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
