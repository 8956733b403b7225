package io.carillon.wakeup;

import io.carillon.schedule.Calendar;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.EventWrite;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An event to be written to the journal.
 *
 * @param until by {@link System#nanoTime}: refused after it
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
    /** After its caller has been turned away, the transaction may take this much longer: 15 s since the request. */
    private static final Duration FINISH = Duration.ofSeconds(6);

    /** The calendar that the device begins to follow; null where it follows none, or does not change it. */
    @Nullable
    Calendar follows() {
        return write.follows().value();
    }

    boolean late(long now) {
        return until - now <= 0;
    }

    /** Nanoseconds until the commit must have begun. */
    long left(long now) {
        return until - now + FINISH.toNanos();
    }

    boolean first() {
        return number == 1;
    }
}
