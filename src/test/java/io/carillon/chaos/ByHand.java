package io.carillon.chaos;

import io.carillon.chaos.Wish.Outcome;
import java.time.Duration;
import java.time.Instant;

/**
 * What one call (with its repeats, which carry the same {@code Idempotency-Key}) did to a device's one group by hand.
 *
 * @param next when the group falls due next, as the caller sees it
 * @param during from the first request to the last answer
 * @param in after which a run was to come
 */
record ByHand(String device, Kind kind, Instant next, Outcome outcome, Window during, Duration in) {
    enum Kind {
        SKIP,
        RUN,
        /** A run that was to come and was called off long before. */
        CALLED_OFF
    }

    ByHand(String device, Kind kind, Instant next, Outcome outcome, Window during) {
        this(device, kind, next, outcome, during, Duration.ZERO);
    }

    /** What the clocks of the machine that asks and of the database may differ by, and an answer may take. */
    private static final Duration SLACK = Duration.ofMillis(500);

    boolean skip() {
        return kind == Kind.SKIP;
    }

    boolean run() {
        return kind == Kind.RUN;
    }

    /** Whether what the device owed at that instant is left out in every history. */
    boolean surelySkips(Instant at) {
        return skip() && decidedBefore(next) && at.equals(next);
    }

    /** Whether it is left out in some history. */
    boolean maySkip(Instant at) {
        if (!skip() || outcome == Outcome.FAILED) return false;
        return decidedBefore(next) ? at.equals(next) : !at.isBefore(during.from());
    }

    private boolean decidedBefore(Instant moment) {
        return outcome == Outcome.OK && during.endsBefore(moment);
    }

    /** Whether a run at that moment may be its doing. */
    boolean mayRun(Instant at) {
        if (!run()
                || outcome == Outcome.FAILED
                || at.isBefore(during.from().plus(in).minus(SLACK))) return false;
        return outcome == Outcome.UNKNOWN || !at.isAfter(during.to().plus(in).plus(SLACK));
    }
}
