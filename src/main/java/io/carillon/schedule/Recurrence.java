package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * When a task falls due: the only place where a local date and time become an instant (contract 1, <i>In which order</i>,
 * and contract 2). In this order:
 *
 * <ol>
 *   <li>the date: the weekday that it counts as, by the device's days, else by the calendar, else its own; then {@code
 *       period}, {@code rrule}, the three kinds of dates ({@link RunDates});
 *   <li>its time: hour, minute and second, or the sun with offset, clamp and rounding ({@link Sunlight});
 *   <li>daylight saving: in a gap, the first instant after the gap; in an overlap, the first of the two;
 *   <li>pauses, the group's and the device's: nothing runs before they end;
 *   <li>{@code jitter}.
 * </ol>
 *
 * The operator's spread comes last; {@link Timing} adds it.
 */
final class Recurrence {
    /** One day, the longest wait for a weekday, and a day at each end for zones (the dateline moves a date by one). */
    private static final int SEARCHED_DAYS = 1 + 7 + 2;

    /** Later than any instant asked about: dates end there. */
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private static final long SECONDS_A_DAY = 86_400;

    /**
     * A cache of the latest results, and so invisible to callers: at one instant all devices of a herd, each several
     * times, ask the same question. Large enough that the questions of a few seconds seldom evict one another.
     */
    private static final AtomicReferenceArray<@Nullable Answer> ANSWERS = new AtomicReferenceArray<>(1 << 12);

    /** The inputs beside days, dates, time and zone; null in a result that depends on no others. */
    record More(
            @Nullable Sun sun,
            @Nullable Location location,
            Days days,
            CalendarDates calendar,
            @Nullable LocalDateTime pausedUntil,
            int seed) {}

    /** The result for any instant from {@code after} to just before {@code next}. */
    private record Answer(
            WeekMask days, Dates dates, LocalTime time, ZoneId zone, @Nullable More more, Instant after, Instant next) {
        boolean holds(WeekMask days, Dates dates, LocalTime time, ZoneId zone, @Nullable More more, Instant from) {
            return !from.isBefore(after)
                    && from.isBefore(next)
                    && this.days.equals(days)
                    && this.time.equals(time)
                    && this.zone.equals(zone)
                    && this.dates.equals(dates)
                    && Objects.equals(this.more, more);
        }
    }

    /** The hash includes the second: around an instant both it and its successor are asked for. */
    private static int place(
            WeekMask days, Dates dates, LocalTime time, ZoneId zone, @Nullable More more, Instant after) {
        int hash = dates.equals(Dates.ALL) ? 0 : dates.hashCode();
        hash = hash * 31 + days.bits();
        hash = hash * 31 + time.toSecondOfDay();
        hash = hash * 31 + zone.hashCode();
        hash = hash * 31 + Long.hashCode(after.getEpochSecond());
        if (more != null) hash = hash * 31 + more.hashCode();
        return (hash ^ hash >>> 12) & ANSWERS.length() - 1;
    }

    private Recurrence() {}

    /** The first due instant strictly after {@code after}; {@link Wakeup#NEVER} where there is none. */
    static Instant next(When when, Instant after) {
        WeekMask days = when.days();
        Dates dates = when.dates();
        LocalTime time = when.time();
        ZoneId zone = when.timing().zone();
        More more = when.more();
        int place = place(days, dates, time, zone, more, after);
        Answer known = ANSWERS.get(place);
        if (known != null && known.holds(days, dates, time, zone, more, after)) return known.next();
        Instant next = more == null ? plain(days, dates, time, zone, after) : search(when, after);
        ANSWERS.set(place, new Answer(days, dates, time, zone, more, after, next));
        return next;
    }

    /** A fast path of {@link #search} without sun, rules, jitter and the device's own settings. */
    private static Instant plain(WeekMask days, Dates dates, LocalTime time, ZoneId zone, Instant after) {
        if (!after.isBefore(LAST)) return Wakeup.NEVER;
        ZoneRules rules = zone.getRules();
        Instant pause = pause(dates.pausedUntil(), rules);
        Instant from = pause.isAfter(after) ? pause : after;
        LocalDate date = dates.noEarlierThan(dateAt(from, rules).minusDays(1));
        for (int left = SEARCHED_DAYS; left > 0 && !dates.areOverBy(date); left--, date = date.plusDays(1)) {
            if (!days.runsOn(date.getDayOfWeek())) continue;
            // each excepted day extends the search
            if (!dates.allow(date)) {
                left = SEARCHED_DAYS;
                continue;
            }
            Instant at = instantOf(date.atTime(time), rules);
            if (at.isAfter(after) && !at.isBefore(pause)) return at;
        }
        return Wakeup.NEVER;
    }

    /**
     * Tries date by date while a later date may still bring an earlier instant: by the sun, instants need not follow
     * their dates' order.
     */
    private static Instant search(When when, Instant after) {
        if (!after.isBefore(LAST)) return Wakeup.NEVER;
        ZoneRules rules = when.timing().zone().getRules();
        Instant pause = pauseOf(when, rules);
        Instant from = pause.isAfter(after) ? pause : after;
        Instant next = Wakeup.NEVER;
        LocalDate date = RunDates.next(
                when, dateAt(from.minusSeconds(when.lateSeconds()), rules).minusDays(1));
        while (date != null
                && !start(date, rules).minusSeconds(when.earlySeconds()).isAfter(next)) {
            if (start(date.plusDays(1), rules).plusSeconds(when.lateSeconds()).compareTo(from) >= 0) {
                Instant at = at(when, date, pause, rules);
                if (at.isAfter(after) && at.isBefore(next)) next = at;
            }
            date = RunDates.next(when, date.plusDays(1));
        }
        return next;
    }

    /** The due instant of a date on which it runs; {@link Instant#MIN} where a pause forbids it. */
    private static Instant at(When when, LocalDate date, Instant pause, ZoneRules rules) {
        Instant at = beforeJitter(when, date, rules);
        return at.isBefore(pause) ? Instant.MIN : at.plus(when.jitter(date));
    }

    private static Instant beforeJitter(When when, LocalDate date, ZoneRules rules) {
        Instant bySun = bySun(when, date, rules);
        return bySun == null ? instantOf(date.atTime(when.time()), rules) : bySun;
    }

    /** Null where it does not run by the sun, the date has no such event, or the location is unknown. */
    private static @Nullable Instant bySun(When when, LocalDate date, ZoneRules rules) {
        Sun sun = when.sun();
        Location location = when.timing().own().location();
        if (sun == null || location == null) return null;
        Instant event = Sunlight.at(sun.event(), location, start(date, rules), start(date.plusDays(1), rules));
        if (event == null) return null;
        Instant at = event.plusSeconds(sun.offsetSeconds());
        if (sun.notBefore() != null) at = later(at, instantOf(date.atTime(sun.notBefore()), rules));
        if (sun.notAfter() != null) at = earlier(at, instantOf(date.atTime(sun.notAfter()), rules));
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), 60) * 60);
    }

    private static Instant pauseOf(When when, ZoneRules rules) {
        return later(
                pause(when.dates().pausedUntil(), rules),
                pause(when.timing().own().pausedUntil(), rules));
    }

    private static Instant pause(@Nullable LocalDateTime until, ZoneRules rules) {
        return until == null ? Instant.MIN : instantOf(until, rules);
    }

    /**
     * {@link LocalDate#ofInstant} would look the offset's rules up each time, and this runs several times a firing.
     */
    private static LocalDate dateAt(Instant instant, ZoneRules rules) {
        long localSecond = instant.getEpochSecond() + rules.getOffset(instant).getTotalSeconds();
        return LocalDate.ofEpochDay(Math.floorDiv(localSecond, SECONDS_A_DAY));
    }

    /** What the occurrence at {@code at} means. */
    static Meant meant(When when, Instant at) {
        ZoneRules rules = when.timing().zone().getRules();
        Instant pause = pauseOf(when, rules);
        LocalDate last = dateAt(at.plusSeconds(when.earlySeconds()), rules).plusDays(1);
        LocalDate date = RunDates.next(
                when, dateAt(at.minusSeconds(when.lateSeconds()), rules).minusDays(1));
        while (date != null && !date.isAfter(last)) {
            if (at(when, date, pause, rules).equals(at)) return meant(when, date, rules);
            date = RunDates.next(when, date.plusDays(1));
        }
        return new Meant(LocalDateTime.ofInstant(at, when.timing().zone()), Meant.By.CLOCK, null);
    }

    private static Meant meant(When when, LocalDate date, ZoneRules rules) {
        DayKind another = RunDates.another(when, date);
        Instant bySun = bySun(when, date, rules);
        if (bySun != null)
            return new Meant(LocalDateTime.ofInstant(bySun, when.timing().zone()), Meant.By.SUN, another);
        return new Meant(date.atTime(when.time()), when.sun() == null ? Meant.By.CLOCK : Meant.By.NO_SUN, another);
    }

    private static Instant start(LocalDate date, ZoneRules rules) {
        return instantOf(date.atStartOfDay(), rules);
    }

    private static Instant instantOf(LocalDateTime local, ZoneRules rules) {
        ZoneOffsetTransition transition = rules.getTransition(local);
        if (transition == null) return local.toInstant(rules.getOffset(local));
        return transition.isGap() ? transition.getInstant() : local.toInstant(transition.getOffsetBefore());
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
