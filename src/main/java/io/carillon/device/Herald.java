package io.carillon.device;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tells verdicts to whoever wants to know: a broker, a webhook. */
@FunctionalInterface
public interface Herald {
    /** Whether it took it; ends within 15 s and never fails. */
    CompletionStage<Reception> tell(Notice notice);

    /**
     * @param refused why, in a few words; null where it was taken
     * @param retryAfter when to tell it again, null where that was not said
     */
    record Reception(@Nullable String refused, @Nullable Duration retryAfter) {
        public static final Reception TAKEN = new Reception(null, null);

        public static Reception refused(String why) {
            return new Reception(why, null);
        }
    }
}
