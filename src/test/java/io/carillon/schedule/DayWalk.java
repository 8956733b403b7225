package io.carillon.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * An oracle for {@link Recurrence} that looks at every date by itself, in the words of the contract: what a local time is, the
 * clock says second by second; what a rule gives, lib-recur's own iterator says from its first period on. What the sun does
 * is {@link SunlightTest}'s to judge.
 */
final class DayWalk {
    private final When when;
    private final Function<LocalDateTime, Instant> clock;
    private final Set<LocalDate> ruled = new HashSet<>();

    DayWalk(When when) {
        this(when, local -> reads(when.timing().zone(), local));
    }

    /** @param clock the first instant at which the device's clock has shown at least that time */
    DayWalk(When when, Function<LocalDateTime, Instant> clock) {
        this.when = when;
        this.clock = clock;
    }

    /** Every instant for the dates from {@code first} to {@code last}, with the date to which it belongs. */
    NavigableMap<Instant, LocalDate> of(LocalDate first, LocalDate last) {
        NavigableMap<Instant, LocalDate> found = new TreeMap<>();
        String rule = when.dates().rrule();
        LocalDate anchor = when.dates().start();
        if (rule != null && anchor != null) ruled.addAll(given(rule, anchor, last));
        for (LocalDate date = first; !date.isAfter(last); date = date.plusDays(1)) {
            Instant at = of(date);
            if (at != null) found.putIfAbsent(at, date);
        }
        return found;
    }

    private @Nullable Instant of(LocalDate date) {
        if (!runsOn(date)) return null;
        Instant at = bySun(date);
        if (at == null) at = reads(date.atTime(when.time()));
        LocalDateTime group = when.dates().pausedUntil();
        if (group != null && at.isBefore(reads(group))) return null;
        LocalDateTime device = when.timing().own().pausedUntil();
        if (device != null && at.isBefore(reads(device))) return null;
        Integer jitter = when.dates().jitter();
        return jitter == null ? at : at.plus(when.timing().jitter(date, jitter));
    }

    private boolean runsOn(LocalDate date) {
        Dates dates = when.dates();
        if (dates.start() != null && date.isBefore(dates.start())) return false;
        if (dates.end() != null && date.isAfter(dates.end())) return false;
        if (dates.except().contains(date)) return false;
        DayOfWeek weekday = date.getDayOfWeek();
        DayKind kind = when.timing().own().days().dates().get(date);
        if (kind == null) kind = when.timing().calendar().days().dates().get(date);
        if (dates.ignoreCalendar() == null && kind != null) {
            if (kind == DayKind.NONE) return false;
            weekday = DayOfWeek.valueOf(kind.name());
        }
        return when.days().runsOn(weekday) && (dates.rrule() == null || ruled.contains(date));
    }

    /** By an iterator that begins with the period that holds the anchor, so that BYSETPOS counts all of it. */
    static Set<LocalDate> given(String text, LocalDate start, LocalDate last) {
        Set<LocalDate> given = new HashSet<>();
        try {
            String explicit = explicit(text, start);
            LocalDate first = explicit.contains("YEARLY")
                    ? start.withDayOfYear(1)
                    : explicit.contains("MONTHLY")
                            ? start.withDayOfMonth(1)
                            : explicit.contains("WEEKLY") ? weekOf(explicit, start) : start;
            RecurrenceRule rule = new RecurrenceRule(explicit);
            RecurrenceRuleIterator dates =
                    rule.iterator(new DateTime(first.getYear(), first.getMonthValue() - 1, first.getDayOfMonth()));
            while (dates.hasNext()) {
                DateTime next = dates.nextDateTime();
                LocalDate at = LocalDate.of(next.getYear(), next.getMonth() + 1, next.getDayOfMonth());
                if (at.isAfter(last)) break;
                if (!at.isBefore(start)) given.add(at);
            }
            return given;
        } catch (IllegalArgumentException | IllegalStateException givesUp) {
            return given;
        } catch (InvalidRecurrenceRuleException wrong) {
            throw new AssertionError(text, wrong);
        }
    }

    private static LocalDate weekOf(String rule, LocalDate start) {
        DayOfWeek first = rule.contains("WKST=SU") ? DayOfWeek.SUNDAY : DayOfWeek.MONDAY;
        LocalDate date = start;
        while (date.getDayOfWeek() != first) date = date.minusDays(1);
        return date;
    }

    /** With what the RFC takes from the anchor. */
    private static String explicit(String text, LocalDate start) {
        if (text.contains("BYDAY") || text.contains("BYMONTHDAY") || text.contains("DAILY")) return text;
        if (text.contains("WEEKLY"))
            return text + ";BYDAY=" + start.getDayOfWeek().name().substring(0, 2);
        String day = ";BYMONTHDAY=" + start.getDayOfMonth();
        return text.contains("YEARLY") && !text.contains("BYMONTH=")
                ? text + ";BYMONTH=" + start.getMonthValue() + day
                : text + day;
    }

    /** The first instant at which the clock has shown at least that time: found by looking, not by rules for gaps. */
    private static Instant reads(ZoneId zone, LocalDateTime local) {
        Instant low = local.toInstant(ZoneOffset.UTC).minus(Duration.ofHours(44));
        Instant first = null;
        for (Instant at = low; first == null; at = at.plusSeconds(900))
            if (!LocalDateTime.ofInstant(at, zone).isBefore(local)) first = at;
        for (Instant at = first.minusSeconds(900); ; at = at.plusSeconds(1))
            if (!LocalDateTime.ofInstant(at, zone).isBefore(local)) return at;
    }

    private Instant reads(LocalDateTime local) {
        return clock.apply(local);
    }

    private @Nullable Instant bySun(LocalDate date) {
        Sun sun = when.sun();
        Location location = when.timing().own().location();
        if (sun == null || location == null) return null;
        Instant event = Sunlight.at(
                sun.event(),
                location,
                reads(date.atStartOfDay()),
                reads(date.plusDays(1).atStartOfDay()));
        if (event == null) return null;
        Instant at = event.plus(Duration.ofMinutes(sun.offset() == null ? 0 : sun.offset()));
        LocalTime least = sun.notBefore();
        if (least != null && at.isBefore(reads(date.atTime(least)))) at = reads(date.atTime(least));
        LocalTime most = sun.notAfter();
        if (most != null && at.isAfter(reads(date.atTime(most)))) at = reads(date.atTime(most));
        return at.truncatedTo(ChronoUnit.MINUTES);
    }
}
