package io.carillon.schedule;

import java.util.UUID;

/** A task's unique name: 32 hex digits where the service made it, any text where a caller names one. */
public record TaskName(String value) {
    public static TaskName of(UUID uuid) {
        return new TaskName(uuid.toString().replace("-", ""));
    }

    @Override
    public String toString() {
        return value;
    }
}
