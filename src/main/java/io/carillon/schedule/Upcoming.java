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
     * in which they will fire; none where this JDK does not know the device's zone.
     *
     * @param service the timing of devices that have no zone of their own
     */
    public static List<Upcoming> of(DeviceState state, Group group, Timing service, Instant after, int limit) {
        return state
                .timing(service)
                .map(timing -> of(
                        new Agenda(state, timing),
                        group,
                        after,
                        limit + state.skips().size()))
                .orElse(List.of())
                .stream()
                .limit(limit)
                .toList();
    }

    private static List<Upcoming> of(Agenda agenda, Group group, Instant after, int most) {
        return agenda.owed(group, after.plusNanos(1), after.plus(AHEAD), most).stream()
                .filter(next -> !agenda.skips(next))
                .map(next -> of(agenda, group, group.task(next.task()).orElseThrow(), next.at()))
                .toList();
    }

    private static Upcoming of(Agenda agenda, Group group, Task task, Instant at) {
        Timing timing = agenda.timing();
        LocalDateTime meant = agenda.meant(group, task, at);
        if (!timing.zone().getRules().getValidOffsets(meant).isEmpty()) return new Upcoming(task.name(), at, null);
        LocalDateTime shown = LocalDateTime.ofInstant(at, timing.zone());
        String day = meant.toLocalDate().equals(shown.toLocalDate()) ? "" : " on " + shown.toLocalDate();
        String note = meant.toLocalTime() + " does not exist in " + timing.zone() + " on " + meant.toLocalDate()
                + "; runs at " + shown.toLocalTime() + day;
        return new Upcoming(task.name(), at, note);
    }
}
