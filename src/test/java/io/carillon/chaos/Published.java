package io.carillon.chaos;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One publish, as the wire tap in front of the broker saw it.
 *
 * @param scheduledAt by its user property {@code scheduled-at}
 * @param acknowledgedAt when the broker acknowledged it; null: it did not
 * @param reason of the acknowledgement (MQTT 5, 3.4.2.1): 0, 0x10 nobody listens, 0x80 and above refused
 */
record Published(
        String device,
        String fireId,
        String task,
        String payload,
        Instant scheduledAt,
        Instant publishedAt,
        @Nullable Instant acknowledgedAt,
        int reason) {
    static final int REFUSED = 0x80;

    History.Occurrence occurrence() {
        return new History.Occurrence(device, task, scheduledAt, History.Occurrence.isRun(fireId));
    }

    /** Its command is published again until its device answers. */
    boolean isRepeated() {
        return Promised.of(device).confirms();
    }

    boolean accepted() {
        return acknowledgedAt != null && reason < REFUSED;
    }

    Published acknowledged(Instant at, int reason) {
        return new Published(device, fireId, task, payload, scheduledAt, publishedAt, at, reason);
    }
}
