package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An occurrence to come, or one that is due and open (contract 1, {@code fires}).
 *
 * @param note null where there is nothing to note
 */
public record Upcoming(GroupId group, TaskName task, Instant at, @Nullable String note) {
    /** The most open firings of a device (contract 1, <i>To the device and back</i>). */
    private static final int MOST_DUE = 1000;

    private static final Duration AHEAD = Duration.ofDays(400);

    boolean is(Occurrence occurrence) {
        return occurrence.at().equals(at)
                && occurrence.task().equals(task)
                && occurrence.group().equals(group);
    }

    /**
     * The next occurrences of these groups strictly after {@code now}, at most 400 days ahead, in the order in which they
     * will fire; none where this JDK does not know the device's zone.
     *
     * @param service the timing of devices that have no zone of their own
     */
    static List<Upcoming> of(DeviceState state, List<Group> groups, Timing service, Instant now, Excerpt wanted) {
        Instant from = wanted.since(now.plusNanos(1));
        Instant to = wanted.until(now.plus(AHEAD));
        return state.timing(service)
                .map(timing -> new Agenda(state, timing))
                .map(agenda -> agenda.owed(groups, from, to, wanted.limit()).stream()
                        .map(next -> of(state, agenda, next, null))
                        .toList())
                .orElse(List.of());
    }

    /**
     * The due occurrences of these groups without a verdict, the earliest 1,000.
     *
     * @param moment now, and what has its verdict
     * @param waiting occurrences that the broker has and the device has not answered
     */
    static List<Upcoming> due(
            DeviceState state, List<Group> groups, Moment moment, Set<Occurrence> waiting, Excerpt wanted) {
        Instant from = wanted.since(moment.passed());
        Instant to = wanted.until(moment.at());
        return state.timing(moment.service())
                .map(timing -> new Agenda(state, timing))
                .map(agenda -> agenda.owed(groups, from, to, MOST_DUE).stream()
                        .filter(due -> !moment.ended().test(due))
                        .map(due -> of(state, agenda, due, waiting.contains(due) ? "waiting" : "due"))
                        .toList())
                .orElse(List.of());
    }

    private static Upcoming of(DeviceState state, Agenda agenda, Occurrence next, @Nullable String due) {
        List<String> notes = new ArrayList<>();
        if (due != null) notes.add(due);
        if (agenda.skips(next)) notes.add("skipped");
        if (next.run()) notes.add("run");
        else notes.addAll(when(state, agenda, next));
        return new Upcoming(next.group(), next.task(), next.at(), notes.isEmpty() ? null : String.join("; ", notes));
    }

    private static List<String> when(DeviceState state, Agenda agenda, Occurrence next) {
        Group group = state.group(next.group()).orElseThrow();
        Meant meant = agenda.meant(group, group.task(next.task()).orElseThrow(), next.at());
        return Note.of(meant, next.at(), agenda.timing().zone());
    }
}
