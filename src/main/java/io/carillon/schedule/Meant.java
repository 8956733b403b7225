package io.carillon.schedule;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What an occurrence stands for.
 *
 * @param local the local date and time that it means: what the clock shows then, or, at the end of a gap, an earlier time
 *     that it never showed; before any jitter
 * @param another the weekday as which its date counts, null where that is its own
 */
record Meant(LocalDateTime local, By by, @Nullable DayKind another) {
    /** What the time was taken from. */
    enum By {
        CLOCK,
        SUN,
        /** The clock, for want of the event or of a location. */
        NO_SUN
    }
}
