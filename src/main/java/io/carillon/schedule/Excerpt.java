package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which firings somebody wants to see (contract 1, {@code fires}).
 *
 * @param limit at most so many in each list
 * @param from none before it; null: no such bound
 * @param to none at or after it; null: no such bound
 */
public record Excerpt(int limit, @Nullable Instant from, @Nullable Instant to) {
    public static Excerpt first(int limit) {
        return new Excerpt(limit, null, null);
    }

    public boolean isEmpty() {
        return from != null && to != null && !from.isBefore(to);
    }

    /** The first instant that it holds, not before {@code least}. */
    Instant since(Instant least) {
        return from != null && from.isAfter(least) ? from : least;
    }

    /** The last instant that it holds, not after {@code most}. */
    Instant until(Instant most) {
        return to != null && !to.isAfter(most) ? to.minusNanos(1) : most;
    }
}
