package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalTime;
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
public record TaskDraft(Optional<TaskName> keeps, TaskName fresh, String hour, String minute, String commands) {
    /** What leaves the task as it is. */
    static TaskDraft keeping(Task task) {
        return new TaskDraft(Optional.of(task.name()), task.name(), task.hour(), task.minute(), task.commands());
    }

    Task named(TaskName name, Instant effectiveFrom, @Nullable Instant once) {
        return new Task(name, hour, minute, commands, effectiveFrom, once);
    }

    LocalTime time() {
        return LocalTime.of(Integer.parseInt(hour), Integer.parseInt(minute));
    }

    boolean saysTheSameAs(Task task) {
        return hour.equals(task.hour()) && minute.equals(task.minute()) && commands.equals(task.commands());
    }

    /** Each task under the name that it keeps: the one it asks for, else that of an unclaimed equal one. */
    static List<Task> continuing(Group old, List<TaskDraft> drafts) {
        List<Task> unclaimed = new ArrayList<>(old.tasks());
        unclaimed.removeIf(
                task -> drafts.stream().anyMatch(draft -> draft.keeps().equals(Optional.of(task.name()))));
        List<Task> next = new ArrayList<>();
        for (TaskDraft draft : drafts) {
            TaskName name = draft.keeps()
                    .or(() -> unclaimed.stream()
                            .filter(draft::saysTheSameAs)
                            .findFirst()
                            .map(Task::name))
                    .orElse(draft.fresh());
            unclaimed.removeIf(task -> task.name().equals(name));
            next.add(draft.named(name, Wakeup.NEVER, null));
        }
        return next;
    }
}
