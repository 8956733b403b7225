package io.carillon.device;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sends events about verdicts: to a broker or a webhook. */
@FunctionalInterface
public interface Herald {
    /** Whether the receiver took it; completes within 15 s and never fails. */
    CompletionStage<Reception> tell(Notice notice);

    /**
     * @param refused why, in a few words; null where it was taken
     * @param retryAfter the pause that the receiver asks for; null where it asks for none
     */
    record Reception(@Nullable String refused, @Nullable Duration retryAfter) {
        public static final Reception TAKEN = new Reception(null, null);

        public static Reception refused(String why) {
            return new Reception(why, null);
        }
    }
}
