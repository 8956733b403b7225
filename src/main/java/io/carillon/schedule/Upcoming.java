package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a group will do (contract 1, {@code fires}).
 *
 * @param note where daylight saving moved it: why, and to what local time; null where it did not
 */
public record Upcoming(TaskName task, Instant at, @Nullable String note) {
    private static final Duration AHEAD = Duration.ofDays(400);

    /**
     * The next occurrences strictly after {@code after}, at most 400 days ahead, in the order in which they will fire.
     *
     * @param zone the zone in which the device's schedules run
     */
    public static List<Upcoming> of(Group group, ZoneId zone, Instant after, int limit) {
        return DeviceState.EMPTY
                .withGroups(List.of(group), after)
                .owed(zone, after.plusNanos(1), after.plus(AHEAD), limit)
                .limit(limit)
                .map(next -> of(group, group.task(next.task()).orElseThrow(), zone, next.at()))
                .toList();
    }

    private static Upcoming of(Group group, Task task, ZoneId zone, Instant at) {
        LocalDateTime meant = DeviceState.meant(group, task, zone, at);
        LocalDateTime shown = LocalDateTime.ofInstant(at, zone);
        if (meant.equals(shown)) return new Upcoming(task.name(), at, null);
        String day = meant.toLocalDate().equals(shown.toLocalDate()) ? "" : " on " + shown.toLocalDate();
        String note = meant.toLocalTime() + " does not exist in " + zone + " on " + meant.toLocalDate() + "; runs at "
                + shown.toLocalTime() + day;
        return new Upcoming(task.name(), at, note);
    }
}
