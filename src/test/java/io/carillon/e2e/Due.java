package io.carillon.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/** When commands fall due. */
record Due(Instant at) {
    /** The first whole minute that is at least so far away: all that the seed's own form can name. */
    static Due minuteAfter(Duration away) {
        return new Due(Instant.now().plus(away).truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES));
    }

    static Due secondAfter(Duration away) {
        return new Due(Instant.now().plus(away).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
    }

    /** A task of a request that falls due then, for a device in the service's zone. */
    String task(String commands) {
        return Json.task(local(), commands);
    }

    String named(String name, String commands) {
        return Json.named(name, local(), commands);
    }

    private LocalTime local() {
        return LocalTime.ofInstant(at, Service.ZONE);
    }

    Instant plus(int seconds) {
        return at.plusSeconds(seconds);
    }

    /** Returns at so many seconds after due; negative: before. Fails where that moment passed so long ago that the test's steps would change their order. */
    void waitUntil(int seconds) {
        Duration left = Duration.between(Instant.now(), plus(seconds));
        if (left.compareTo(Duration.ofSeconds(-8)) < 0)
            throw new AssertionError("This machine is too slow: " + left.negated() + " late for a step of the test");
        await("the clock shows " + plus(seconds))
                .atMost(Duration.ofSeconds(5).plus(left.isNegative() ? Duration.ZERO : left))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !Instant.now().isBefore(plus(seconds)));
    }
}
