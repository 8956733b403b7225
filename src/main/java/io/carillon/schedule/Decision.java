package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a device makes of a {@link Change}. */
public sealed interface Decision {
    record Refused(Problem problem) implements Decision {}

    /** It is so already. */
    record Unchanged() implements Decision {}

    /**
     * It was done before, under the same {@code Idempotency-Key}: of a creation the first answer, else the group as it is.
     *
     * @param scheduledAt the instant of the first time; null where there was none
     */
    record Repeated(Group answer, @Nullable Instant scheduledAt) implements Decision {}

    record Accepted(DeviceEvent event) implements Decision {}
}
