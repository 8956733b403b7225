package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.GroupSpent;
import io.carillon.schedule.DeviceEvent.InstantSkipped;
import io.carillon.schedule.DeviceEvent.TasksRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The committed events, and what follows from them by the contract alone: what is owed is worked out here a second time,
 * from which tasks each event changed and when, without the production code's {@code effectiveFrom}.
 */
final class Journal {
    /** The number of the first entry. */
    private final int before;

    private final List<Entry> entries;

    /** Owed by the newest state. */
    final int owed;

    /** Owed by some committed state. */
    final int everOwed;

    /** Came due under the schedule that called for it, or will. */
    final int due;

    /** A committed change of its task took effect at or after its time. */
    final int withdrawable;

    /** The first owed instant that is out of sight; the row must never be beyond it. */
    final Instant owedOutOfSight;

    /** When the row passes this instant, a once-group should have turned itself off. */
    final Instant endOfOnce;

    private record TaskOf(GroupId group, TaskName task) {}

    /**
     * @param since each task's last change
     * @param runs what somebody had run by hand, of tasks that were not changed since
     * @param skipped what somebody wished left out, likewise
     */
    private record Entry(
            @Nullable DeviceEvent event,
            DeviceState state,
            Map<TaskOf, Instant> since,
            int owed,
            int runs,
            int skipped) {
        /** An occurrence that no longer is owed after this event was due if its time had come. */
        boolean ends(Instant at) {
            return event instanceof GroupSpent || !state.lastEventAt().isBefore(at);
        }
    }

    static Journal first(int n, DeviceState state, Occurrences occurrences) {
        return new Journal(n, List.of(entry(null, null, state, occurrences)), occurrences);
    }

    Journal then(DeviceEvent event, Occurrences occurrences) {
        List<Entry> grown = new ArrayList<>(entries);
        grown.add(entry(newest(), event, event.applyTo(newest().state), occurrences));
        return new Journal(before, grown, occurrences);
    }

    private Journal(int before, List<Entry> entries, Occurrences occurrences) {
        this.before = before;
        this.entries = List.copyOf(entries);
        this.owed = newest().owed;
        int ever = 0;
        int wasDue = owed;
        int ended = 0;
        for (int i = 0; i < entries.size(); i++) {
            ever |= entries.get(i).owed;
            if (i == 0) continue;
            int gone = entries.get(i - 1).owed & ~entries.get(i).owed;
            for (int k = 0; gone >>> k != 0; k++)
                if ((gone >>> k & 1) != 0 && entries.get(i).ends(occurrences.at(k))) {
                    wasDue |= 1 << k;
                    if (!(entries.get(i).event instanceof GroupSpent)) ended |= 1 << k;
                }
        }
        this.everOwed = ever;
        this.due = wasDue;
        this.withdrawable = ended;
        this.owedOutOfSight = owedOutOfSight();
        this.endOfOnce = endOfOnce();
    }

    private static Entry entry(
            @Nullable Entry before, @Nullable DeviceEvent event, DeviceState state, Occurrences occurrences) {
        Map<TaskOf, Instant> since = new HashMap<>();
        int owed = 0;
        int kept = 0;
        for (Group group : state.groups())
            for (Task task : group.tasks()) {
                boolean same = before != null && same(before.state, group, task);
                if (same || event instanceof GroupSpent) kept |= occurrences.of(group.id(), task.name());
                Instant changed = before != null && same
                        ? Objects.requireNonNull(before.since.get(new TaskOf(group.id(), task.name())))
                        : state.lastEventAt();
                since.put(new TaskOf(group.id(), task.name()), changed);
                Instant at = today(task);
                if (group.enabled() && at.isAfter(changed))
                    owed |= occurrences.bit(new Occurrence(group.id(), task.name(), at));
            }
        int runs = before == null ? 0 : before.runs & kept;
        if (event instanceof TasksRun run)
            for (TaskName task : run.tasks())
                runs |= occurrences.bit(new Occurrence(run.group(), task, run.at(), true));
        int skipped = before == null ? 0 : before.skipped & kept;
        if (event instanceof InstantSkipped skip)
            skipped |= next(owed & ~skipped & occurrences.of(skip.group()), skip.at(), occurrences);
        return new Entry(event, state, Map.copyOf(since), owed | runs, runs, skipped);
    }

    /** Those of these occurrences that come first after {@code at}, all of one instant. */
    private static int next(int among, Instant at, Occurrences occurrences) {
        int next = 0;
        Instant first = Wakeup.NEVER;
        for (int k = 0; among >>> k != 0; k++) {
            if ((among >>> k & 1) == 0
                    || !occurrences.at(k).isAfter(at)
                    || occurrences.at(k).isAfter(first)) continue;
            if (occurrences.at(k).isBefore(first)) next = 0;
            first = occurrences.at(k);
            next |= 1 << k;
        }
        return next;
    }

    /** What is left out as far as one knows who knows {@code n} events. */
    int skippedAt(long n) {
        return entries.get((int) n - before).skipped;
    }

    int everSkipped() {
        return entries.stream().mapToInt(Entry::skipped).reduce(0, (some, more) -> some | more);
    }

    private static boolean same(DeviceState before, Group group, Task task) {
        return before.group(group.id())
                .filter(old -> old.days().equals(group.days()) && old.enabled() == group.enabled())
                .flatMap(old -> old.task(task.name()))
                .filter(old -> old.time().equals(task.time()) && old.commands().equals(task.commands()))
                .isPresent();
    }

    static Instant today(Task task) {
        return Ticks.at(task.time().toSecondOfDay() / 60);
    }

    private Entry newest() {
        return entries.get(entries.size() - 1);
    }

    int n() {
        return before + entries.size() - 1;
    }

    DeviceState state() {
        return newest().state;
    }

    private Instant owedOutOfSight() {
        Instant first = Wakeup.NEVER;
        for (Group group : state().groups())
            for (Task task : group.tasks()) {
                Instant at = group.days().once()
                        ? lastOfOnce(group, task)
                        : today(task).plus(Duration.ofDays(7));
                if (group.enabled() && !at.isBefore(Ticks.OUT_OF_SIGHT) && at.isBefore(first)) first = at;
            }
        return first;
    }

    private Instant endOfOnce() {
        Instant first = Wakeup.NEVER;
        for (Group group : state().groups())
            if (group.enabled() && group.days().once()) {
                Instant last = group.tasks().stream()
                        .map(task -> lastOfOnce(group, task))
                        .max(Instant::compareTo)
                        .orElseThrow();
                if (last.isBefore(first)) first = last;
            }
        return first;
    }

    private Instant lastOfOnce(Group group, Task task) {
        Instant changed = Objects.requireNonNull(newest().since.get(new TaskOf(group.id(), task.name())));
        return today(task).isAfter(changed) ? today(task) : today(task).plus(Duration.ofDays(1));
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Journal other && entries.equals(other.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }
}
