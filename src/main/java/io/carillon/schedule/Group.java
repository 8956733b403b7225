package io.carillon.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A schedule group: tasks that share their days, dates and switch. Stored: names never change. */
public record Group(
        GroupId id,
        WeekMask days,
        Dates dates,
        boolean enabled,
        List<Task> tasks,
        Instant createdAt,
        Instant updatedAt) {
    public Group {
        dates = Dates.orAll(dates);
        tasks = List.copyOf(tasks);
    }

    public Optional<Task> task(TaskName name) {
        return tasks.stream().filter(task -> task.name().equals(name)).findFirst();
    }

    Group withTasks(UnaryOperator<Task> change) {
        return new Group(id, days, dates, enabled, tasks.stream().map(change).toList(), createdAt, updatedAt);
    }

    Group updated(Instant at) {
        return new Group(id, days, dates, enabled, tasks, createdAt, at);
    }

    Group disabled(Instant at) {
        return new Group(id, days, dates, false, tasks, createdAt, at);
    }

    boolean sameAs(Group other) {
        return days.equals(other.days)
                && dates.equals(other.dates)
                && enabled == other.enabled
                && tasks.equals(other.tasks);
    }
}
