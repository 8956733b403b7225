package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What this incarnation has tried for an occurrence that has no verdict yet. */
public record Attempt(int count, @Nullable Instant publishedAt, boolean inFlight) {
    static final Attempt NONE = new Attempt(0, null, false);

    Attempt started() {
        return new Attempt(count, publishedAt, true);
    }

    /** @param sentAt when the publish began, null if it never reached the connection */
    Attempt ended(@Nullable Instant sentAt) {
        return sentAt == null ? new Attempt(count, publishedAt, false) : new Attempt(count + 1, sentAt, false);
    }
}
