package io.carillon.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** placeholder, replaced on merge */
public record Upcoming(TaskName task, Instant at, @Nullable String note) {
    public static List<Upcoming> of(Group group, ZoneId zone, Instant after, int limit) {
        return List.of();
    }
}
