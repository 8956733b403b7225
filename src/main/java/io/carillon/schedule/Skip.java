package io.carillon.schedule;

import java.time.Instant;

/**
 * An instant that a group leaves out. Stored: names never change.
 *
 * @param at without the operator's spread, which may change
 * @param since when that was wished: a task that was changed later is not touched by it
 */
public record Skip(GroupId group, Instant at, Instant since) {
    boolean leavesOut(Task task, Instant unshifted) {
        return at.equals(unshifted) && task.effectiveFrom().isBefore(since);
    }
}
