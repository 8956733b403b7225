package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An instant that a group leaves out, whatever becomes of its tasks. Stored: names never change.
 *
 * @param at without the operator's spread, which may change
 * @param due with the spread of the moment at which it was asked for: the instant of once-tasks is fixed with it
 */
public record Skip(GroupId group, Instant at, Instant due) {
    /** What was stored before the spread was kept with it has none. */
    public Skip(GroupId group, Instant at, @Nullable Instant due) {
        this.group = group;
        this.at = at;
        this.due = due == null ? at : due;
    }
}
