package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

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

    private Recurrence() {}

    /**
     * The first instant strictly after {@code after} at which {@code time} is reached on one of {@code days} that {@code
     * dates} allow; {@link Wakeup#NEVER} where there is none.
     */
    public static Instant next(WeekMask days, Dates dates, LocalTime time, ZoneId zone, Instant after) {
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
