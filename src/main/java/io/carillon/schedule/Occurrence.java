package io.carillon.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One instant at which one task falls due. Stored in events too: names never change.
 *
 * @param run by hand, independent of the schedule
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

    /** Runs by hand of these tasks. */
    static List<Occurrence> runs(GroupId group, List<TaskName> tasks, Instant at) {
        return tasks.stream().map(task -> new Occurrence(group, task, at, true)).toList();
    }

    /**
     * The whole second of this task's scheduled occurrence with that id; empty where the id is not of this task's
     * schedule.
     */
    static Optional<Instant> secondIn(String fireId, TaskName task) {
        String name = task.value();
        int digits = fireId.length() - name.length() - 1;
        if (digits < 1 || digits > 12 || !fireId.startsWith(name) || fireId.charAt(name.length()) != '-')
            return Optional.empty();
        long second = 0;
        for (int i = name.length() + 1; i < fireId.length(); i++) {
            char c = fireId.charAt(i);
            if (c < '0' || c > '9') return Optional.empty();
            second = 10 * second + c - '0';
        }
        return Optional.of(Instant.ofEpochSecond(second));
    }

    /** {@code <task name>-<scheduled epoch second>}: the same occurrence always has the same one (contract 3). */
    public String fireId() {
        return run ? task + RUN + at.toEpochMilli() : task + "-" + at.getEpochSecond();
    }
}
