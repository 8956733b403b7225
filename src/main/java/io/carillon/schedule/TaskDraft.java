package io.carillon.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task as a request wants it.
 *
 * @param keeps the stored task that it continues, where the request names one
 * @param fresh the name that it gets when it turns out to be new
 */
public record TaskDraft(
        Optional<TaskName> keeps,
        TaskName fresh,
        String hour,
        String minute,
        String commands,
        Edit<String> second,
        Edit<Sun> sun) {
    /** What another node sent that knew no optional fields names none. */
    public TaskDraft(
            Optional<TaskName> keeps,
            TaskName fresh,
            String hour,
            String minute,
            String commands,
            @Nullable Edit<String> second,
            @Nullable Edit<Sun> sun) {
        this.keeps = keeps;
        this.fresh = fresh;
        this.hour = hour;
        this.minute = minute;
        this.commands = commands;
        this.second = Edit.orUnnamed(second);
        this.sun = Edit.orUnnamed(sun);
    }

    /** Without optional fields. */
    public TaskDraft(Optional<TaskName> keeps, TaskName fresh, String hour, String minute, String commands) {
        this(keeps, fresh, hour, minute, commands, Edit.unnamed(), Edit.unnamed());
    }

    /** What leaves the task as it is. */
    static TaskDraft keeping(Task task) {
        return new TaskDraft(Optional.of(task.name()), task.name(), task.hour(), task.minute(), task.commands());
    }

    /** The task that it makes of nothing. */
    Task named(TaskName name, Instant effectiveFrom) {
        return new Task(name, hour, minute, commands, effectiveFrom, null, second.of(null), sun.of(null));
    }

    /** The task that it makes of a stored one. */
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

    /** Each task under the name that it keeps: the one it asks for, else that of an unclaimed equal one. */
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
