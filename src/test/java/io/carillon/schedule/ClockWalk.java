package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * An oracle for {@link Recurrence} that knows neither gaps nor overlaps. It walks through time minute by minute (second by
 * second where a zone's offset has seconds), reads the local clock, and remembers the highest reading so far: an
 * occurrence runs when that first reaches its local date and time. A clock put forward passes what it leaves out, all at
 * once; a clock put back passes nothing again until it has caught up.
 */
final class ClockWalk {
    private static final long DAY = 86_400;

    private final long start;
    private final long step;
    private final long[] highest;

    /** @param from the walk knows the clock's readings from here on: two days before the first question are enough */
    ClockWalk(ZoneRules rules, Instant from, Instant to) {
        start = Math.floorDiv(from.getEpochSecond(), 60) * 60;
        long[] byMinute = walk(rules, start, to.getEpochSecond(), 60);
        boolean wholeMinutes = Arrays.stream(byMinute).allMatch(reading -> reading % 60 == 0);
        step = wholeMinutes ? 60 : 1;
        highest = wholeMinutes ? byMinute : walk(rules, start, to.getEpochSecond(), 1);
        for (int i = 1; i < highest.length; i++) highest[i] = Math.max(highest[i], highest[i - 1]);
    }

    /** The clock's readings as seconds since 1970-01-01T00:00 on its own dial. */
    private static long[] walk(ZoneRules rules, long start, long end, int step) {
        long[] readings = new long[Math.toIntExact((end - start) / step) + 1];
        int offset = 0;
        long sameUntil = start;
        for (int i = 0; i < readings.length; i++) {
            long now = start + (long) i * step;
            if (now >= sameUntil) {
                offset = rules.getOffset(Instant.ofEpochSecond(now)).getTotalSeconds();
                ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(now));
                sameUntil = next == null ? Long.MAX_VALUE : next.toEpochSecond();
            }
            readings[i] = now + offset;
        }
        return readings;
    }

    /** Every instant of the walk at which {@code time} is reached on one of the dates. */
    NavigableSet<Instant> reaches(LocalTime time, Predicate<LocalDate> dates) {
        NavigableSet<Instant> found = new TreeSet<>();
        long first = Math.floorDiv(highest[0], DAY);
        long last = Math.floorDiv(highest[highest.length - 1], DAY);
        for (long day = first; day <= last; day++) {
            long wanted = LocalDate.ofEpochDay(day).atTime(time).toEpochSecond(ZoneOffset.UTC);
            boolean inWalk = highest[0] < wanted && wanted <= highest[highest.length - 1];
            if (inWalk && dates.test(LocalDate.ofEpochDay(day))) found.add(reached(wanted));
        }
        return found;
    }

    private Instant reached(long wanted) {
        int low = 0;
        int high = highest.length - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (highest[middle] >= wanted) high = middle;
            else low = middle + 1;
        }
        return Instant.ofEpochSecond(start + low * step);
    }
}
