package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a group's firings go, and for how long (contract 1, <i>To the device and back</i>). Stored: names never change.
 *
 * @param validFor seconds that take the place of the service's grace; null where it has none
 * @param latestOnly an instant of the group ends what earlier ones have open
 * @param confirm only the device's answer is the end
 * @param retryEvery seconds until the first repeat of what was not answered; null: {@link #RETRY_EVERY}
 */
public record Promise(@Nullable Integer validFor, boolean latestOnly, boolean confirm, @Nullable Integer retryEvery) {
    public static final int LEAST_VALID = 10;
    public static final int MOST_VALID = 604_800;
    public static final int LEAST_RETRY = 5;
    public static final int MOST_RETRY = 3_600;

    /** Of a group that says nothing: the broker's acknowledgement within the service's grace. */
    public static final Promise PLAIN = new Promise(null, false, false, null);

    private static final int RETRY_EVERY = 30;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** Of each pause up to a tenth is added, in so many steps by device. */
    private static final int PARTS = 1009;

    static Promise orPlain(@Nullable Promise promise) {
        return promise == null ? PLAIN : promise;
    }

    /** Whether it changes what a firing is owed: {@code retry_every} alone does not. */
    boolean isPlain() {
        return validFor == null && !latestOnly && !confirm;
    }

    Duration validity(Duration grace) {
        return validFor == null ? grace : Duration.ofSeconds(validFor);
    }

    /**
     * The first repeat after {@code last}: they follow {@code begun} after one pause, then each after twice as long a pause,
     * up to an hour; each pause a fixed part longer, by device, so that a herd spreads.
     */
    Instant repeatAfter(Instant begun, Instant last, DeviceId device) {
        Duration longest = stretched(LONGEST_PAUSE, device);
        Duration pause = firstPause(device);
        Backoff backoff = new Backoff(pause, longest);
        Instant next = begun.plus(pause);
        while (!next.isAfter(last) && pause.compareTo(longest) < 0) {
            pause = backoff.next(pause);
            next = next.plus(pause);
        }
        if (next.isAfter(last)) return next;
        long more = Duration.between(next, last).dividedBy(longest) + 1;
        return next.plus(longest.multipliedBy(more));
    }

    /** Until the first repeat. */
    Duration firstPause(DeviceId device) {
        return stretched(Duration.ofSeconds(retryEvery == null ? RETRY_EVERY : retryEvery), device);
    }

    private static Duration stretched(Duration pause, DeviceId device) {
        return pause.plusMillis(pause.toMillis() * (device.spread() % PARTS) / PARTS / 10);
    }
}
