package io.carillon.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;

/**
 * One time of day and what to send then. Stored: names never change.
 *
 * @param hour "0" to "23", as it was sent ("07" stays "07")
 * @param minute "0" to "59", as it was sent
 * @param commands the payload, byte for byte
 * @param effectiveFrom the task owes only what comes after this instant; {@link Wakeup#NEVER} when, in a once-group, its
 *     one occurrence is over whatever the zone becomes
 */
public record Task(TaskName name, String hour, String minute, String commands, Instant effectiveFrom) {
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

    Task from(Instant at) {
        return new Task(name, hour, minute, commands, at);
    }
}
