package io.carillon.chaos;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** This machine's clock. */
final class Moments {
    private Moments() {}

    /** The first whole second that is at least so far away. */
    static Instant secondAfter(Duration away) {
        return Instant.now().plus(away).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    }

    /** Returns at that moment, or at once. */
    static void await(Instant moment) {
        Duration left = Duration.between(Instant.now(), moment);
        if (left.isNegative()) return;
        org.awaitility.Awaitility.await("the clock shows " + moment)
                .atMost(left.plusSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !Instant.now().isBefore(moment));
    }
}
