package io.carillon.schedule;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What an occurrence means: its local time, and why it is that time.
 *
 * @param local the local date and time meant: what the clock shows then or, at the end of a gap, an earlier time that
 *     it never showed; before jitter
 * @param another the weekday as which its date counts; null where that is its own
 */
record Meant(LocalDateTime local, By by, @Nullable DayKind another) {
    /** What the time was taken from. */
    enum By {
        CLOCK,
        SUN,
        /** The clock, because there is no such event or no location. */
        NO_SUN
    }
}
