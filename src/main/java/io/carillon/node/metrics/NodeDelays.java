package io.carillon.node.metrics;

import io.carillon.device.Delay;
import io.carillon.device.Fired;
import io.carillon.device.FiringListener;
import io.carillon.wakeup.PollReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A device does not know why it was woken late; its node may. */
record NodeDelays(PollReport polls, Promptness promptness, FiringListener next) implements FiringListener {
    /** From a failed poll to the next, when the database may have been back for a while. */
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
