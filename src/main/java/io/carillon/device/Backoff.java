package io.carillon.device;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before a failed publish is tried again: doubling from 200 ms to 3 s, each half of it by chance. */
final class Backoff {
    private static final long FIRST_MILLIS = 200;
    private static final long LONGEST_MILLIS = 3_000;

    private Backoff() {}

    static Duration afterFailures(int before) {
        long full = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(before, 10));
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }
}
