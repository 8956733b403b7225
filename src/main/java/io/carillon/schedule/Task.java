package io.carillon.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One time of day and what to send then. Stored: names never change.
 *
 * @param hour "0" to "23", as it was sent ("07" stays "07")
 * @param minute "0" to "59", as it was sent
 * @param commands the payload, byte for byte
 * @param effectiveFrom the task owes only what comes after this instant
 * @param once in a once-group the one instant at which it is due, fixed when the task is made; {@link Wakeup#NEVER}
 *     where its group's dates allow none. Null in other groups
 * @param second "0" to "59", as it was sent; null: "0"
 * @param sun the event that replaces hour, minute and second; null: none
 */
public record Task(
        TaskName name,
        String hour,
        String minute,
        String commands,
        Instant effectiveFrom,
        @Nullable Instant once,
        @Nullable String second,
        @Nullable Sun sun) {
    /** Interned: devices in memory share the few texts of hours, minutes and seconds. */
    public Task {
        hour = hour.intern();
        minute = minute.intern();
        second = second == null ? null : second.intern();
    }

    public LocalTime time() {
        return LocalTime.of(
                Integer.parseInt(hour), Integer.parseInt(minute), second == null ? 0 : Integer.parseInt(second));
    }

    public int commandBytes() {
        return commands.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Approximate size in bytes. The texts of its time are shared by all devices. */
    int weight() {
        return 150 + commands.length() + (once == null ? 0 : 24) + (sun == null ? 0 : 80);
    }

    /** As {@link Dates#more}. */
    void more(BiConsumer<String, @Nullable Object> field) {
        field.accept("second", second);
        field.accept("sun", sun);
    }

    Task from(Instant at, @Nullable Instant dueOnce) {
        return new Task(name, hour, minute, commands, at, dueOnce, second, sun);
    }

    /**
     * Corrects what a clock wrote that was ahead and shows {@code at} now.
     *
     * @param instants of once-tasks that have not fired
     */
    Task setRight(Instant at, Map<TaskName, Instant> instants) {
        boolean fired = once != null && !instants.containsKey(name);
        return fired || !effectiveFrom.isAfter(at) ? this : from(at, instants.get(name));
    }

    /** Whether it is {@code other} unchanged, so that it keeps what it owes. */
    boolean isAsIn(Task other) {
        return effectiveFrom.equals(other.effectiveFrom);
    }
}
