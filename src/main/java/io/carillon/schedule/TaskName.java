package io.carillon.schedule;

import java.util.UUID;

/** A task's unique name: 32 hex digits when we made it; whatever text a caller sent when one asks for it. */
public record TaskName(String value) {
    public static TaskName of(UUID uuid) {
        return new TaskName(uuid.toString().replace("-", ""));
    }

    @Override
    public String toString() {
        return value;
    }
}
