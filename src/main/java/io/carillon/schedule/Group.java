package io.carillon.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A schedule group: tasks that share their days, dates and switch. Stored: names never change.
 *
 * @param label a name for people; null where it has none
 * @param promise null where it is {@link Promise#PLAIN}
 */
public record Group(
        GroupId id,
        WeekMask days,
        Dates dates,
        boolean enabled,
        List<Task> tasks,
        Instant createdAt,
        Instant updatedAt,
        @Nullable String label,
        @Nullable Promise promise) {
    public Group {
        dates = Dates.orAll(dates);
        tasks = List.copyOf(tasks);
        promise = Promise.PLAIN.equals(promise) ? null : promise;
    }

    /** The promise made for its firings. */
    public Promise promised() {
        return Promise.orPlain(promise);
    }

    public Optional<Task> task(TaskName name) {
        for (Task task : tasks) if (task.name().equals(name)) return Optional.of(task);
        return Optional.empty();
    }

    /**
     * The value of the group's strong {@code ETag}: differs between groups and between versions of one; stable on every
     * node and over time.
     */
    public String tag() {
        Fingerprint print = new Fingerprint();
        print.add(id.value()).add(days.bits());
        print.add(dates.start()).add(dates.end()).add(dates.except()).add(dates.pausedUntil());
        print.add(enabled);
        print.add(createdAt.toEpochMilli()).add(updatedAt.toEpochMilli());
        for (Task task : tasks)
            print.add(task.name().value()).add(task.hour()).add(task.minute()).add(task.commands());
        addMore(print);
        if (promise != null)
            print.add(promise.validFor())
                    .add(promise.latestOnly())
                    .add(promise.confirm())
                    .add(promise.retryEvery());
        return print.text();
    }

    /** Adds optional fields by name and only where set, so that groups without them keep their tags. */
    private void addMore(Fingerprint print) {
        print.addIfSet("label", label);
        dates.more(print::addIfSet);
        for (Task task : tasks)
            task.more((name, value) -> print.addIfSet(name + " " + task.name().value(), value));
    }

    /** Approximate size in the journal and in memory, in bytes. */
    int weight() {
        int weight = 300 + dates.weight() + (label == null ? 0 : 60 + label.length()) + (promise == null ? 0 : 60);
        for (Task task : tasks) weight += task.weight();
        return weight;
    }

    Group withTasks(UnaryOperator<Task> change) {
        return new Group(
                id, days, dates, enabled, tasks.stream().map(change).toList(), createdAt, updatedAt, label, promise);
    }

    Group updated(Instant at) {
        return new Group(id, days, dates, enabled, tasks, createdAt, at, label, promise);
    }

    Group disabled(Instant at) {
        return new Group(id, days, dates, false, tasks, createdAt, at, label, promise);
    }

    /** Whether they differ at most in the time of their last update. */
    boolean sameAs(Group other) {
        return updated(other.updatedAt).equals(other);
    }
}
