package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of the firings that a caller wants (contract 1, {@code fires}).
 *
 * @param limit the most entries in each list
 * @param from the earliest instant; null: unbounded
 * @param to exclusive; null: unbounded
 */
public record Excerpt(int limit, @Nullable Instant from, @Nullable Instant to) {
    public static Excerpt first(int limit) {
        return new Excerpt(limit, null, null);
    }

    public boolean isEmpty() {
        return from != null && to != null && !from.isBefore(to);
    }

    /** The later of its lower bound and {@code least}. */
    Instant since(Instant least) {
        return from != null && from.isAfter(least) ? from : least;
    }

    /** The last instant within its upper bound and {@code most}. */
    Instant until(Instant most) {
        return to != null && !to.isAfter(most) ? to.minusNanos(1) : most;
    }
}
