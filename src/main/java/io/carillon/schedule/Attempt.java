package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this incarnation has tried for an occurrence that has no verdict yet.
 *
 * @param outdated what is in flight was published by an older state: its acknowledgement counts for nothing
 * @param reason why the last try failed; null where none did, or nobody knows
 */
public record Attempt(
        int count, @Nullable Instant publishedAt, boolean inFlight, boolean outdated, @Nullable String reason) {
    static final Attempt NONE = new Attempt(0, null, false, false, null);

    Attempt started() {
        return new Attempt(count, publishedAt, true, false, reason);
    }

    Attempt byOlderState() {
        return new Attempt(0, null, true, true, null);
    }

    /**
     * @param sentAt when the publish began, null if it never reached the connection
     * @param why it failed, null where it did not, or nobody knows
     */
    Attempt ended(@Nullable Instant sentAt, @Nullable String why) {
        if (outdated) return NONE;
        String last = why == null ? reason : why;
        return sentAt == null
                ? new Attempt(count, publishedAt, false, false, last)
                : new Attempt(count + 1, sentAt, false, false, last);
    }
}
