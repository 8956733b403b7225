package io.carillon.schedule;

import java.time.Instant;

/**
 * One instant at which one task falls due. Stored in events too: names never change.
 *
 * @param run somebody had it run by hand at that moment, whatever the schedule says
 */
public record Occurrence(GroupId group, TaskName task, Instant at, boolean run) {
    private static final String RUN = "-run-";

    public Occurrence(GroupId group, TaskName task, Instant at) {
        this(group, task, at, false);
    }

    /** The occurrence with this {@link #fireId}. */
    public static Occurrence of(String fireId, GroupId group, TaskName task, Instant at) {
        return new Occurrence(group, task, at, fireId.startsWith(task + RUN));
    }

    /** {@code <task name>-<scheduled epoch second>}: the same occurrence always has the same one (contract 3). */
    public String fireId() {
        return run ? task + RUN + at.toEpochMilli() : task + "-" + at.getEpochSecond();
    }
}
