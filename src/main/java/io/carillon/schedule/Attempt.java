package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this incarnation has tried for an occurrence that has no verdict yet.
 *
 * @param outdated what is in flight was published by an older state: its acknowledgement counts for nothing
 */
public record Attempt(int count, @Nullable Instant publishedAt, boolean inFlight, boolean outdated) {
    static final Attempt NONE = new Attempt(0, null, false, false);

    Attempt started() {
        return new Attempt(count, publishedAt, true, false);
    }

    Attempt byOlderState() {
        return new Attempt(0, null, true, true);
    }

    /** @param sentAt when the publish began, null if it never reached the connection */
    Attempt ended(@Nullable Instant sentAt) {
        if (outdated) return NONE;
        return sentAt == null
                ? new Attempt(count, publishedAt, false, false)
                : new Attempt(count + 1, sentAt, false, false);
    }
}
