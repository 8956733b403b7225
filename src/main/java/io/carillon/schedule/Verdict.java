package io.carillon.schedule;

/** How an occurrence ended (contract 1, {@code fires}). Stored: names never change. */
public enum Verdict {
    DELIVERED,
    /** Acknowledged by the broker with reason 0x10: nobody listens. */
    NO_SUBSCRIBER,
    EXPIRED,
    WITHDRAWN,
    /** A {@link Skip} left it out. */
    SKIPPED,
    /** A later instant of a group that wants only its latest came due. */
    SUPERSEDED,
    /** The device says that it did it. */
    CONFIRMED,
    /** The device says that it could not. */
    FAILED,
    /** It expired while the broker had it. */
    UNANSWERED,
    /** None yet: the broker has it, and the device's answer is missing. Shown to nobody as a verdict. */
    WAITING;

    public boolean acknowledged() {
        return this == DELIVERED || this == NO_SUBSCRIBER;
    }

    public boolean answered() {
        return this == CONFIRMED || this == FAILED;
    }

    /** Whether it holds whoever tells it, a life that is superseded too. */
    public boolean stands() {
        return acknowledged() || answered();
    }
}
