package io.carillon.schedule;

/** How an occurrence ended (contract 1, {@code fires}). Stored: names never change. */
public enum Verdict {
    DELIVERED,
    /** Acknowledged by the broker with reason 0x10: nobody listens. */
    NO_SUBSCRIBER,
    EXPIRED,
    WITHDRAWN,
    /** A {@link Skip} left it out. */
    SKIPPED;

    public boolean acknowledged() {
        return this == DELIVERED || this == NO_SUBSCRIBER;
    }
}
