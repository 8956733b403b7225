package io.carillon.wakeup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Told of the outcome of each transaction that serves many devices. Must not block. */
public interface BatchListener {
    /** The work of a batch: reading rows of {@code wakeup}, settling, or writing events. */
    enum Kind {
        READ,
        SETTLE,
        EVENT
    }

    /**
     * @param requests their number
     * @param failure the reason in one line; null where it succeeded
     */
    void performed(Kind kind, int requests, Duration took, @Nullable String failure);

    default BatchListener and(BatchListener other) {
        return (kind, requests, took, failure) -> {
            performed(kind, requests, took, failure);
            other.performed(kind, requests, took, failure);
        };
    }
}
