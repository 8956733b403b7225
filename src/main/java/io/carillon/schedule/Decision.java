package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A device's decision on a {@link Change}. */
public sealed interface Decision {
    record Refused(Problem problem) implements Decision {}

    /** The device is that way already. */
    record Unchanged() implements Decision {}

    /**
     * Done before under the same {@code Idempotency-Key}. The answer is the first one for a creation, else the group as
     * it is now.
     *
     * @param scheduledAt the instant of the first call; null where there was none
     */
    record Repeated(Group answer, @Nullable Instant scheduledAt) implements Decision {}

    record Accepted(DeviceEvent event) implements Decision {}
}
