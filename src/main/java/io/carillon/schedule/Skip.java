package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A skipped instant of a group, whatever becomes of its tasks. Stored: names never change.
 *
 * @param at without the operator's spread, which may change
 * @param due with the spread in force when it was asked for: once-tasks are fixed with it
 */
public record Skip(GroupId group, Instant at, Instant due) {
    /** Skips stored without {@code due} had no spread. */
    public Skip(GroupId group, Instant at, @Nullable Instant due) {
        this.group = group;
        this.at = at;
        this.due = due == null ? at : due;
    }
}
