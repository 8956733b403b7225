package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The runs by hand of one device, under way and to come.
 *
 * @param planned the members of {@code all} that were asked for ahead of time
 */
record Runs(List<Occurrence> all, List<Planned> planned) {
    private static final Runs NONE = new Runs(List.of(), List.of());

    /** @param asked the time of the event that asks for them */
    Runs and(List<Occurrence> more, Instant asked) {
        List<Occurrence> next = new ArrayList<>(all);
        next.addAll(more);
        List<Planned> ahead = new ArrayList<>(planned);
        for (Occurrence run : more) if (!run.at().equals(asked)) ahead.add(new Planned(run, asked));
        return new Runs(next, ahead);
    }

    Runs without(Predicate<Occurrence> gone) {
        List<Occurrence> next = new ArrayList<>(all);
        return next.removeIf(gone) ? new Runs(next, plannedOf(next)) : this;
    }

    private List<Planned> plannedOf(List<Occurrence> left) {
        Set<Occurrence> known = new HashSet<>(left);
        return planned.stream().filter(one -> known.contains(one.run())).toList();
    }

    /**
     * The first instant from {@code at} on at which none of these tasks has a run: two runs of a task at one instant
     * would be one.
     */
    Instant free(Collection<TaskName> tasks, Instant at) {
        Set<Instant> taken = new HashSet<>();
        for (Occurrence run : all) if (tasks.contains(run.task())) taken.add(run.at());
        Instant free = at;
        while (taken.contains(free)) free = free.plusMillis(1);
        return free;
    }

    /** The earliest run that the event at {@code at} asks for; {@link Wakeup#NEVER} where it asks for none. */
    Instant firstAskedAt(Instant at) {
        Instant first = Wakeup.NEVER;
        for (Occurrence run : all) if (run.at().equals(at)) return at;
        for (Planned one : planned)
            if (one.asked().equals(at) && one.run().at().isBefore(first))
                first = one.run().at();
        return first;
    }

    /** @param open the runs that remain; those asked for after {@code at}, by a clock that was ahead, count from it */
    Runs setRight(Instant at, List<Occurrence> open) {
        Runs right = NONE;
        for (Occurrence run : open) {
            Instant asked = asked(run);
            if (!asked.isAfter(at)) {
                right = right.and(List.of(run), asked);
                continue;
            }
            Instant due = right.free(List.of(run.task()), at.plus(Duration.between(asked, run.at())));
            right = right.and(List.of(new Occurrence(run.group(), run.task(), due, true)), at);
        }
        return right;
    }

    private Instant asked(Occurrence run) {
        for (Planned one : planned) if (one.run().equals(run)) return one.asked();
        return run.at();
    }
}
