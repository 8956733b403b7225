package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.ClockSetRight;
import io.carillon.schedule.DeviceEvent.DeviceSet;
import io.carillon.schedule.DeviceEvent.GroupSpent;
import io.carillon.schedule.DeviceEvent.InstantSkipped;
import io.carillon.schedule.DeviceEvent.InstantsBroughtBack;
import io.carillon.schedule.DeviceEvent.RunsCalledOff;
import io.carillon.schedule.DeviceEvent.RunsPlanned;
import io.carillon.schedule.DeviceEvent.TasksRun;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
     * @param at when the task became what it is
     * @param event the number of the event that made it so
     * @param due today's instant
     */
    private record Since(Instant at, int event, Instant due) {}

    private record Skipped(GroupId group, Instant at) {}

    /**
     * @param since each task's last change
     * @param runs what somebody had run by hand and nothing has ended since
     * @param skipped what somebody wished left out
     */
    private record Entry(
            int n,
            @Nullable DeviceEvent event,
            DeviceState state,
            Map<TaskOf, Since> since,
            int owed,
            int runs,
            Set<Skipped> skipped) {
        /** An occurrence that no longer is owed after this event was due if its time had come. */
        boolean ends(Instant at) {
            return event instanceof GroupSpent || !state.lastEventAt().isBefore(at);
        }

        Since since(Group group, Task task) {
            return Objects.requireNonNull(since.get(new TaskOf(group.id(), task.name())));
        }
    }

    static Journal first(int n, DeviceState state, Occurrences occurrences) {
        return new Journal(n, List.of(entry(n, null, null, state, occurrences)), occurrences);
    }

    Journal then(DeviceEvent event, Occurrences occurrences) {
        List<Entry> grown = new ArrayList<>(entries);
        grown.add(entry(n() + 1, newest(), event, event.applyTo(newest().state), occurrences));
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
            int n, @Nullable Entry before, @Nullable DeviceEvent event, DeviceState state, Occurrences occurrences) {
        Map<TaskOf, Since> since = new HashMap<>();
        int owed = 0;
        int runs = 0;
        for (Group group : state.groups())
            for (Task task : group.tasks()) {
                Entry same = before != null && same(before.state, event, group, task) ? before : null;
                Since changed = same == null
                        ? new Since(state.lastEventAt(), n, today(state, task))
                        : setRight(same.since(group, task), event, n);
                if (before != null && event instanceof DeviceSet set && set.countsOtherwise(before.state))
                    changed = counted(before.since(group, task), set.at(), n, today(state, task));
                since.put(new TaskOf(group.id(), task.name()), changed);
                if (group.enabled() && changed.due.isAfter(changed.at) && changed.due.isBefore(Ticks.OUT_OF_SIGHT))
                    owed |= occurrences.bit(new Occurrence(group.id(), task.name(), changed.due), changed.event);
                boolean unchanged = same != null || event instanceof GroupSpent;
                if (!isCalledOff(event, group))
                    runs |= runsOf(before, group, task, unchanged ? Instant.MIN : state.lastEventAt(), occurrences);
            }
        if (event instanceof TasksRun run)
            for (TaskName task : run.tasks())
                runs |= occurrences.bit(new Occurrence(run.group(), task, run.at(), true), n);
        if (event instanceof RunsPlanned run)
            for (TaskName task : run.tasks())
                runs |= occurrences.bit(new Occurrence(run.group(), task, run.due(), true), n);
        Set<Skipped> skipped = before == null ? Set.of() : before.skipped;
        if (event instanceof InstantSkipped skip) skipped = with(skipped, owed, skip, occurrences);
        if (event instanceof InstantsBroughtBack back) skipped = without(skipped, back);
        return new Entry(n, event, state, Map.copyOf(since), owed | runs, runs, skipped);
    }

    private static boolean isCalledOff(@Nullable DeviceEvent event, Group group) {
        return event instanceof RunsCalledOff off && off.group().equals(group.id());
    }

    /** @param after what is not to come later has ended with its task */
    private static int runsOf(@Nullable Entry before, Group group, Task task, Instant after, Occurrences occurrences) {
        int runs = before == null ? 0 : before.runs;
        for (int k = 0; runs >>> k != 0; k++)
            if (!occurrences.get(k).group().equals(group.id())
                    || !occurrences.get(k).task().equals(task.name())
                    || !occurrences.at(k).isAfter(after)) runs &= ~(1 << k);
        return runs;
    }

    /** Another version changes a task where one of the two calls for an instant that is not to come, and the other does not. */
    private static Since counted(Since since, Instant at, int n, Instant due) {
        boolean was = since.due.isAfter(since.at) && !since.due.isAfter(at);
        boolean is = due.isAfter(since.at) && !due.isAfter(at);
        boolean changes = (was || is) && !since.due.equals(due);
        return changes ? new Since(at, n, due) : new Since(since.at, since.event, due);
    }

    /** A change that a wrong clock made takes effect when the right one says so. */
    private static Since setRight(Since since, @Nullable DeviceEvent event, int n) {
        return event instanceof ClockSetRight right && since.at.isAfter(right.at())
                ? new Since(right.at(), n, since.due)
                : since;
    }

    /** With the first instant of the group after the event that is owed and not left out yet. */
    private static Set<Skipped> with(Set<Skipped> skipped, int owed, InstantSkipped event, Occurrences occurrences) {
        Instant first = Wakeup.NEVER;
        for (int k = 0; owed >>> k != 0; k++) {
            Occurrence one = occurrences.get(k);
            boolean counts = (owed >>> k & 1) != 0
                    && one.group().equals(event.group())
                    && one.at().isAfter(event.at())
                    && !skipped.contains(new Skipped(one.group(), one.at()));
            if (counts && one.at().isBefore(first)) first = one.at();
        }
        Set<Skipped> more = new HashSet<>(skipped);
        if (first.isBefore(Wakeup.NEVER)) more.add(new Skipped(event.group(), first));
        return Set.copyOf(more);
    }

    private static Set<Skipped> without(Set<Skipped> skipped, InstantsBroughtBack event) {
        Set<Skipped> left = new HashSet<>(skipped);
        left.removeIf(one -> one.group().equals(event.group()) && one.at().isAfter(event.at()));
        return Set.copyOf(left);
    }

    /** As far as one knows who knows {@code n} events. */
    boolean skips(Occurrence occurrence, long n) {
        return !occurrence.run() && entry(n).skipped.contains(new Skipped(occurrence.group(), occurrence.at()));
    }

    boolean everSkips(Occurrence occurrence) {
        return skips(occurrence, n());
    }

    /** Its version for one who knows {@code n} events: the last that was owed. -1 where none was. */
    int number(Occurrence occurrence, long n, Occurrences occurrences) {
        for (long i = Math.min(n, n()); i >= before; i--) {
            int number = occurrences.among(entry(i).owed, occurrence);
            if (number >= 0) return number;
        }
        return -1;
    }

    /** By the state after {@code n} events. */
    int owed(long n) {
        return entry(n).owed;
    }

    private Entry entry(long n) {
        return entries.get((int) Math.min(n, n()) - before);
    }

    private static boolean same(DeviceState before, @Nullable DeviceEvent event, Group group, Task task) {
        if (event instanceof DeviceSet moved) return moved.over().contains(task.name());
        return before.group(group.id())
                .filter(old -> old.days().equals(group.days()) && old.enabled() == group.enabled())
                .flatMap(old -> old.task(task.name()))
                .filter(old -> old.time().equals(task.time()) && old.commands().equals(task.commands()))
                .isPresent();
    }

    private static Instant today(DeviceState state, Task task) {
        int offset = state.zone() == null ? 0 : ZoneOffset.of(state.zone()).getTotalSeconds();
        Instant today = Ticks.at(task.time().toSecondOfDay() / 60).minusSeconds(offset);
        Calendar calendar = state.settings().calendar();
        return calendar != null && Mutants.isOff(calendar) ? today.plus(Duration.ofDays(7)) : today;
    }

    private Entry newest() {
        return entries.get(entries.size() - 1);
    }

    int n() {
        return before + entries.size() - 1;
    }

    /** The newest; null where none is known. */
    @Nullable
    DeviceEvent event() {
        return newest().event;
    }

    DeviceState state() {
        return newest().state;
    }

    private Instant owedOutOfSight() {
        Instant first = Wakeup.NEVER;
        for (Group group : state().groups())
            for (Task task : group.tasks()) {
                Instant at =
                        group.days().once() ? lastOfOnce(group, task) : outOfSight(newest().since(group, task).due);
                if (group.enabled() && !at.isBefore(Ticks.OUT_OF_SIGHT) && at.isBefore(first)) first = at;
            }
        return first;
    }

    private static Instant outOfSight(Instant due) {
        return due.isBefore(Ticks.OUT_OF_SIGHT) ? due.plus(Duration.ofDays(7)) : due;
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
        Since since = newest().since(group, task);
        return since.due.isAfter(since.at) ? since.due : since.due.plus(Duration.ofDays(1));
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
