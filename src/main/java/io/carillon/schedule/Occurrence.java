package io.carillon.schedule;

import java.time.Instant;

/** One instant at which one task falls due. */
public record Occurrence(GroupId group, TaskName task, Instant at) {
    /** {@code <task name>-<scheduled epoch second>}: the same occurrence always has the same one (contract 3). */
    public String fireId() {
        return task.value() + "-" + at.getEpochSecond();
    }
}
