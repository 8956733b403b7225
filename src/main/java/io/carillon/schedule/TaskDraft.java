package io.carillon.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A task as a request describes it.
 *
 * @param keeps the stored task that it continues, where the request names one
 * @param fresh its name if it is a new task
 */
public record TaskDraft(
        Optional<TaskName> keeps,
        TaskName fresh,
        String hour,
        String minute,
        String commands,
        Edit<String> second,
        Edit<Sun> sun) {
    /** An older node sends no optional fields. */
    public TaskDraft {
        second = Edit.orUnnamed(second);
        sun = Edit.orUnnamed(sun);
    }

    /** Without optional fields. */
    public TaskDraft(Optional<TaskName> keeps, TaskName fresh, String hour, String minute, String commands) {
        this(keeps, fresh, hour, minute, commands, Edit.unnamed(), Edit.unnamed());
    }

    /** A draft that leaves the task as it is. */
    static TaskDraft keeping(Task task) {
        return new TaskDraft(Optional.of(task.name()), task.name(), task.hour(), task.minute(), task.commands());
    }

    /** A new task. */
    Task named(TaskName name, Instant effectiveFrom) {
        return new Task(name, hour, minute, commands, effectiveFrom, null, second.of(null), sun.of(null));
    }

    /** The stored task, changed. */
    private Task of(Task stored) {
        return new Task(
                stored.name(),
                hour,
                minute,
                commands,
                Wakeup.NEVER,
                null,
                second.of(stored.second()),
                sun.of(stored.sun()));
    }

    boolean saysTheSameAs(Task task) {
        return hour.equals(task.hour())
                && minute.equals(task.minute())
                && commands.equals(task.commands())
                && second.allows(task.second())
                && sun.allows(task.sun());
    }

    /** The tasks under the names that they keep: the one a draft asks for, else that of an unclaimed equal task. */
    static List<Task> continuing(Group old, List<TaskDraft> drafts) {
        List<Task> unclaimed = new ArrayList<>(old.tasks());
        unclaimed.removeIf(
                task -> drafts.stream().anyMatch(draft -> draft.keeps().equals(Optional.of(task.name()))));
        List<Task> next = new ArrayList<>();
        for (TaskDraft draft : drafts) {
            Optional<Task> kept = draft.keeps()
                    .flatMap(old::task)
                    .or(() -> unclaimed.stream().filter(draft::saysTheSameAs).findFirst());
            kept.ifPresent(unclaimed::remove);
            next.add(kept.map(draft::of).orElseGet(() -> draft.named(draft.fresh(), Wakeup.NEVER)));
        }
        return next;
    }
}
