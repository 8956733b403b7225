package io.carillon.node.metrics;

import io.carillon.device.Delay;
import io.carillon.device.Fired;
import io.carillon.device.FiringListener;
import io.carillon.wakeup.PollReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Finds out why a device was woken late, which only its node may know. */
record NodeDelays(PollReport polls, Promptness promptness, FiringListener next) implements FiringListener {
    /** The time from a failed poll to the next one: the database may have been back for a while by then. */
    private static final Duration POLL = Duration.ofSeconds(15);

    @Override
    public void fired(Fired fired) {
        next.fired(
                fired.delay().filter(Delay.WOKEN_LATE::equals).isPresent()
                        ? new Fired(fired.device(), fired.firing(), Optional.of(cause(fired)))
                        : fired);
    }

    private Delay cause(Fired fired) {
        Instant at = fired.firing().occurrence().at();
        if (!polls.lastFailed().isBefore(at.minus(POLL))) return Delay.DATABASE;
        return promptness.stoodStill().isBefore(at) ? Delay.WOKEN_LATE : Delay.STANDSTILL;
    }
}
