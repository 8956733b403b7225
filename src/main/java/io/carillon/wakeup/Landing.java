package io.carillon.wakeup;

import io.carillon.schedule.Calendar;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.EventWrite;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the journal.
 *
 * @param until of {@link System#nanoTime}: later it is refused
 */
record Landing(
        String persistenceId,
        DeviceId device,
        long number,
        String writer,
        long writtenAt,
        int serializer,
        String manifest,
        byte[] payload,
        EventWrite write,
        long until) {
    /** After its caller has been answered, the transaction may still take so long: 15 s since the request. */
    private static final Duration FINISH = Duration.ofSeconds(6);

    /** The calendar that the device follows from then on; null where it follows none, or that stays. */
    @Nullable
    Calendar follows() {
        return write.follows().value();
    }

    boolean late(long now) {
        return until - now <= 0;
    }

    /** Nanoseconds until no commit may begin. */
    long left(long now) {
        return until - now + FINISH.toNanos();
    }

    boolean first() {
        return number == 1;
    }
}
