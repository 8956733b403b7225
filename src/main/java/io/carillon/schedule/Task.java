package io.carillon.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * One time of day and what to send then. Stored: names never change.
 *
 * @param hour "0" to "23", as it was sent ("07" stays "07")
 * @param minute "0" to "59", as it was sent
 * @param commands the payload, byte for byte
 * @param effectiveFrom the task owes only what comes after this instant
 * @param once in a once-group the one instant at which it is due, fixed when the task is made; {@link Wakeup#NEVER} where
 *     its group's dates allow none. Null in other groups
 */
public record Task(
        TaskName name, String hour, String minute, String commands, Instant effectiveFrom, @Nullable Instant once) {
    /** Devices in memory share the few texts that there are of an hour or a minute. */
    public Task {
        hour = hour.intern();
        minute = minute.intern();
    }

    public LocalTime time() {
        return LocalTime.of(Integer.parseInt(hour), Integer.parseInt(minute));
    }

    public int commandBytes() {
        return commands.getBytes(StandardCharsets.UTF_8).length;
    }

    Task from(Instant at, @Nullable Instant dueOnce) {
        return new Task(name, hour, minute, commands, at, dueOnce);
    }

    /** Whether it is still what {@code other} is, so that it keeps what it owes. */
    boolean isAsIn(Task other) {
        return effectiveFrom.equals(other.effectiveFrom);
    }
}
