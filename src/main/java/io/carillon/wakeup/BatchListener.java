package io.carillon.wakeup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Told of the outcome of each transaction that serves many devices. Must not block. */
public interface BatchListener {
    /** A batch's work: read rows of {@code wakeup}, settle, or write events. */
    enum Kind {
        READ,
        SETTLE,
        EVENT
    }

    /**
     * @param requests how many it holds
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
