package io.carillon.schedule;

import java.time.Duration;

/** How long to wait before failed publishes are tried again: doubling from 200 ms to 3 s, half of it by chance. */
final class Backoff {
    private static final long FIRST_MILLIS = 200;
    static final Duration LONGEST = Duration.ofSeconds(3);

    private Backoff() {}

    /**
     * @param rounds that have failed in a row, from 1
     * @param chance from 0 to 1
     */
    static Duration after(int rounds, double chance) {
        long full = Math.min(LONGEST.toMillis(), FIRST_MILLIS << Math.min(rounds - 1, 10));
        return Duration.ofMillis(full / 2 + Math.round(full / 2 * chance));
    }
}
