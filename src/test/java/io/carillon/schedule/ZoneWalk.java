package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** What the clock of one zone shows, looked at minute by minute for as long as a year is played. */
final class ZoneWalk {
    private final long start;

    /** Seconds of the clock's own dial since then: the highest that it has shown by each minute. */
    private final int[] highest;

    ZoneWalk(ZoneId zone, Instant from, Instant to) {
        start = Math.floorDiv(from.getEpochSecond(), 60) * 60;
        highest = new int[Math.toIntExact((to.getEpochSecond() - start) / 60) + 1];
        for (int i = 0; i < highest.length; i++) {
            Instant at = Instant.ofEpochSecond(start + 60L * i);
            int shown = Math.toIntExact(
                    at.getEpochSecond() + zone.getRules().getOffset(at).getTotalSeconds() - start);
            highest[i] = i == 0 ? shown : Math.max(shown, highest[i - 1]);
        }
    }

    /** The first instant at which it has shown at least that time. */
    Instant reads(LocalDateTime local) {
        long wanted = local.toEpochSecond(ZoneOffset.UTC) - start;
        int low = 0;
        int high = highest.length - 1;
        if (highest[low] > wanted || highest[high] < wanted)
            throw new IllegalArgumentException(local + " is not looked at");
        while (low < high) {
            int middle = (low + high) / 2;
            if (highest[middle] >= wanted) high = middle;
            else low = middle + 1;
        }
        boolean evenly = low > 0 && highest[low] - highest[low - 1] == 60;
        return Instant.ofEpochSecond(start + 60L * low - (evenly ? highest[low] - wanted : 0));
    }
}
