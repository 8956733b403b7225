package io.carillon.schedule;

import java.time.Duration;

/** The pauses between tries: each twice as long as the one before it, up to the longest. */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 20;

    /** @param failed tries in a row, from 1 */
    public Duration after(long failed) {
        long doublings = Math.min(failed - 1, MOST_DOUBLINGS);
        return capped(first.multipliedBy(1L << doublings));
    }

    /**
     * The same with jitter, to the millisecond.
     *
     * @param share of the pause, one in so many, that is left to chance
     * @param chance from 0 to 1: the part of that share that is waited for
     */
    public Duration after(long failed, int share, double chance) {
        long pause = after(failed).toMillis();
        long jitter = pause / share;
        return Duration.ofMillis(pause - jitter + Math.round(jitter * chance));
    }

    /** The one after {@code pause}. */
    public Duration next(Duration pause) {
        return capped(pause.multipliedBy(2));
    }

    private Duration capped(Duration pause) {
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
