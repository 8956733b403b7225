package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a group will do (contract 1, {@code fires}).
 *
 * @param note where there is something to say of it, else null
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
        return new Upcoming(
                task.name(),
                at,
                Note.of(agenda.meant(group, task, at), at, agenda.timing().zone()));
    }
}
