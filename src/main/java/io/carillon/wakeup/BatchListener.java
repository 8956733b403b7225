package io.carillon.wakeup;

import java.time.Duration;

/** Hears how each transaction that serves many devices went. Must not block. */
public interface BatchListener {
    /** What a batch does: read rows of {@code wakeup}, settle, or write events. */
    enum Kind {
        READ,
        SETTLE,
        EVENT
    }

    /** @param requests how many were gathered into it */
    void performed(Kind kind, int requests, Duration took, boolean failed);
}
