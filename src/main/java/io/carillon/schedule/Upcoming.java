package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
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
     * The group's next occurrences strictly after {@code after} that are not left out, at most 400 days ahead, in the order
     * in which they will fire.
     *
     * @param service the timing of devices that have no zone of their own
     */
    public static List<Upcoming> of(DeviceState state, Group group, Timing service, Instant after, int limit) {
        Timing timing = state.timingOr(service);
        int most = limit + state.skips().size();
        return state.scheduled(group, service, after.plusNanos(1), after.plus(AHEAD), most).stream()
                .filter(next -> !state.skips(next, service))
                .limit(limit)
                .map(next -> of(group, group.task(next.task()).orElseThrow(), timing, next.at()))
                .toList();
    }

    private static Upcoming of(Group group, Task task, Timing timing, Instant at) {
        LocalDateTime meant = DeviceState.meant(group, task, timing, at);
        LocalDateTime unshifted = LocalDateTime.ofInstant(timing.unshifted(at), timing.zone());
        LocalDateTime shown = LocalDateTime.ofInstant(at, timing.zone());
        if (meant.equals(unshifted)) return new Upcoming(task.name(), at, null);
        String day = meant.toLocalDate().equals(shown.toLocalDate()) ? "" : " on " + shown.toLocalDate();
        String note = meant.toLocalTime() + " does not exist in " + timing.zone() + " on " + meant.toLocalDate()
                + "; runs at " + shown.toLocalTime() + day;
        return new Upcoming(task.name(), at, note);
    }
}
