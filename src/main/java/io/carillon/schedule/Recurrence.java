package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * When a local time on some weekdays falls due: the only place where daylight saving is decided (contract 2). In a gap,
 * the first instant after the gap; in an overlap, the first of the two.
 */
public final class Recurrence {
    /** A day, the longest wait for a weekday, and a day each for the zone's odd ends (the dateline moves by one). */
    private static final int SEARCHED_DAYS = 1 + 7 + 2;

    /** Long after every instant that anybody asks for: behind it dates run out. */
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private static final long SECONDS_A_DAY = 86_400;

    /**
     * The latest answers: at one instant the devices of a herd, and each of them several times, ask for the same. So many
     * that the questions of a few seconds seldom push each other out.
     */
    private static final AtomicReferenceArray<@Nullable Answer> ANSWERS = new AtomicReferenceArray<>(1 << 12);

    /** Holds for whatever is asked of the same from {@code after} on and before {@code next}. */
    private record Answer(WeekMask days, Dates dates, LocalTime time, ZoneId zone, Instant after, Instant next) {
        boolean holds(WeekMask days, Dates dates, LocalTime time, ZoneId zone, Instant from) {
            return !from.isBefore(after)
                    && from.isBefore(next)
                    && this.days.equals(days)
                    && this.time.equals(time)
                    && this.zone.equals(zone)
                    && this.dates.equals(dates);
        }
    }

    /** The second is part of it: around an instant both what it is and what follows it are asked for. */
    private static int place(WeekMask days, Dates dates, LocalTime time, ZoneId zone, Instant after) {
        int hash = dates.equals(Dates.ALL) ? 0 : dates.hashCode();
        hash = hash * 31 + days.bits();
        hash = hash * 31 + time.toSecondOfDay();
        hash = hash * 31 + zone.hashCode();
        hash = hash * 31 + Long.hashCode(after.getEpochSecond());
        return (hash ^ hash >>> 12) & ANSWERS.length() - 1;
    }

    private Recurrence() {}

    /**
     * The first instant strictly after {@code after} at which {@code time} is reached on one of {@code days} that {@code
     * dates} allow; {@link Wakeup#NEVER} where there is none.
     */
    public static Instant next(WeekMask days, Dates dates, LocalTime time, ZoneId zone, Instant after) {
        int place = place(days, dates, time, zone, after);
        Answer known = ANSWERS.get(place);
        if (known != null && known.holds(days, dates, time, zone, after)) return known.next();
        Instant next = search(days, dates, time, zone, after);
        ANSWERS.set(place, new Answer(days, dates, time, zone, after, next));
        return next;
    }

    private static Instant search(WeekMask days, Dates dates, LocalTime time, ZoneId zone, Instant after) {
        if (!after.isBefore(LAST)) return Wakeup.NEVER;
        ZoneRules rules = zone.getRules();
        LocalDate date = dates.noEarlierThan(dateAt(after, rules).minusDays(1));
        for (int left = SEARCHED_DAYS; left > 0 && !dates.areOverBy(date); left--, date = date.plusDays(1)) {
            if (!days.runsOn(date.getDayOfWeek())) continue;
            LocalDateTime meant = date.atTime(time);
            // as many as days are excepted, and the one on which a pause ends
            if (!dates.allow(meant)) {
                left = SEARCHED_DAYS;
                continue;
            }
            Instant at = instantOf(meant, rules);
            if (at.isAfter(after)) return at;
        }
        return Wakeup.NEVER;
    }

    /** {@link LocalDate#ofInstant} makes rules anew for each offset, and this is asked several times a firing. */
    private static LocalDate dateAt(Instant instant, ZoneRules rules) {
        long localSecond = instant.getEpochSecond() + rules.getOffset(instant).getTotalSeconds();
        return LocalDate.ofEpochDay(Math.floorDiv(localSecond, SECONDS_A_DAY));
    }

    /**
     * The local date and time that the occurrence {@code at} stands for: what the clock shows then, or, at the end of a
     * gap, an earlier time that it never showed.
     */
    static LocalDateTime meant(WeekMask days, Dates dates, LocalTime time, ZoneId zone, Instant at) {
        LocalDateTime shown = LocalDateTime.ofInstant(at, zone);
        LocalDateTime meant = shown.toLocalDate().atTime(time);
        boolean dayBefore = meant.isAfter(shown) || !days.runsOn(meant.getDayOfWeek()) || !dates.allow(meant);
        return dayBefore ? meant.minusDays(1) : meant;
    }

    private static Instant instantOf(LocalDateTime local, ZoneRules rules) {
        ZoneOffsetTransition transition = rules.getTransition(local);
        if (transition == null) return local.toInstant(rules.getOffset(local));
        return transition.isGap() ? transition.getInstant() : local.toInstant(transition.getOffsetBefore());
    }
}
