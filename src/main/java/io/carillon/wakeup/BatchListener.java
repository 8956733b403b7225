package io.carillon.wakeup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hears how each transaction that serves many devices went. Must not block. */
public interface BatchListener {
    /** What a batch does: read rows of {@code wakeup}, settle, or write events. */
    enum Kind {
        READ,
        SETTLE,
        EVENT
    }

    /**
     * @param requests how many were gathered into it
     * @param failure why it failed, in one line; null where it did not
     */
    void performed(Kind kind, int requests, Duration took, @Nullable String failure);

    default BatchListener and(BatchListener other) {
        return (kind, requests, took, failure) -> {
            performed(kind, requests, took, failure);
            other.performed(kind, requests, took, failure);
        };
    }
}
