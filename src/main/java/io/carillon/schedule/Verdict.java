package io.carillon.schedule;

import java.util.Locale;

/** How an occurrence ended (contract 1, {@code fires}). Stored: names never change. */
public enum Verdict {
    DELIVERED,
    /** Acknowledged by the broker with reason 0x10: no matching subscribers. */
    NO_SUBSCRIBER,
    EXPIRED,
    WITHDRAWN,
    /** Skipped by a {@link Skip}. */
    SKIPPED,
    /** A later instant of its {@code latest_only} group came due. */
    SUPERSEDED,
    /** The device reports success. */
    CONFIRMED,
    /** The device reports failure. */
    FAILED,
    /** It expired while the broker had it. */
    UNANSWERED,
    /** No verdict yet: the broker has it, the device's answer is missing. Never shown. */
    WAITING;

    /** In lower case, as everywhere in the API. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean acknowledged() {
        return this == DELIVERED || this == NO_SUBSCRIBER;
    }

    public boolean answered() {
        return this == CONFIRMED || this == FAILED;
    }

    /** Whether the command, as far as anybody knows, was not carried out. */
    public boolean lost() {
        return this == EXPIRED || this == FAILED || this == UNANSWERED;
    }

    /** Whether it is valid even from an incarnation that is superseded. */
    public boolean stands() {
        return acknowledged() || answered();
    }
}
