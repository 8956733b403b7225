package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far, and for how long, a group's firings are pursued (contract 1, <i>To the device and back</i>). Stored: names
 * never change.
 *
 * @param validFor seconds that replace the service's grace; null where it applies
 * @param latestOnly an instant of the group ends open firings of earlier ones
 * @param confirm a firing ends only with the device's answer
 * @param retryEvery seconds until the first repeat without an answer; null: {@link #RETRY_EVERY}
 */
public record Promise(@Nullable Integer validFor, boolean latestOnly, boolean confirm, @Nullable Integer retryEvery) {
    public static final int LEAST_VALID = 10;
    public static final int MOST_VALID = 604_800;
    public static final int LEAST_RETRY = 5;
    public static final int MOST_RETRY = 3_600;

    /** The default: the broker's acknowledgement within the service's grace. */
    public static final Promise PLAIN = new Promise(null, false, false, null);

    private static final int RETRY_EVERY = 30;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** Each pause is longer by up to a tenth, in this many steps by device. */
    private static final int PARTS = 1009;

    static Promise orPlain(@Nullable Promise promise) {
        return promise == null ? PLAIN : promise;
    }

    /** Whether it is the default in effect: {@code retry_every} alone changes nothing. */
    boolean isPlain() {
        return validFor == null && !latestOnly && !confirm;
    }

    Duration validity(Duration grace) {
        return validFor == null ? grace : Duration.ofSeconds(validFor);
    }

    /** The repeats about an instant: the latest not after it, or {@code begun} where there was none, and the next. */
    record Repeats(Instant last, Instant next) {}

    /**
     * Repeats follow {@code begun} after one pause, then each after twice the pause before it, up to an hour. Each pause
     * is longer by a fixed, device-specific part, so that a herd spreads.
     */
    Repeats repeats(Instant begun, Instant about, DeviceId device) {
        Duration longest = stretched(LONGEST_PAUSE, device);
        Duration pause = firstPause(device);
        Backoff backoff = new Backoff(pause, longest);
        Instant last = begun;
        Instant next = begun.plus(pause);
        while (!next.isAfter(about) && pause.compareTo(longest) < 0) {
            last = next;
            pause = backoff.next(pause);
            next = next.plus(pause);
        }
        if (next.isAfter(about)) return new Repeats(last, next);
        last = next.plus(longest.multipliedBy(Duration.between(next, about).dividedBy(longest)));
        return new Repeats(last, last.plus(longest));
    }

    /** The first repeat after {@code last}. */
    Instant repeatAfter(Instant begun, Instant last, DeviceId device) {
        return repeats(begun, last, device).next();
    }

    /** Until the first repeat. */
    Duration firstPause(DeviceId device) {
        return stretched(Duration.ofSeconds(retryEvery == null ? RETRY_EVERY : retryEvery), device);
    }

    private static Duration stretched(Duration pause, DeviceId device) {
        return pause.plusMillis(pause.toMillis() * (device.spread() % PARTS) / PARTS / 10);
    }
}
