package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task as a request wants it.
 *
 * @param keeps the stored task that it continues, where the request names one
 * @param fresh the name that it gets when it turns out to be new
 */
public record TaskDraft(Optional<TaskName> keeps, TaskName fresh, String hour, String minute, String commands) {
    Task named(TaskName name, Instant effectiveFrom, @Nullable Instant once) {
        return new Task(name, hour, minute, commands, effectiveFrom, once);
    }

    LocalTime time() {
        return LocalTime.of(Integer.parseInt(hour), Integer.parseInt(minute));
    }

    boolean saysTheSameAs(Task task) {
        return hour.equals(task.hour()) && minute.equals(task.minute()) && commands.equals(task.commands());
    }
}
