package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a device's state calls for, and when. */
final class Agenda {
    private final DeviceState state;
    private final Timing timing;
    private final boolean plain;
    private @Nullable Map<GroupId, Set<Instant>> skipped;

    Agenda(DeviceState state, Timing timing) {
        this.state = state;
        this.timing = timing;
        this.plain = isPlain(state);
    }

    private static boolean isPlain(DeviceState state) {
        for (Group group : state.groups())
            if (group.promise() != null && !group.promise().isPlain()) return false;
        return true;
    }

    /** Whether no group asks for more than the broker's acknowledgement within the service's grace. */
    boolean isPlain() {
        return plain;
    }

    /** The promise of the occurrence's group. */
    Promise promise(Occurrence occurrence) {
        if (plain) return Promise.PLAIN;
        return state.group(occurrence.group()).map(Group::promised).orElse(Promise.PLAIN);
    }

    /** The group's next instant that is not skipped; {@link Wakeup#NEVER} for a run. */
    Instant followerOf(Occurrence occurrence) {
        if (occurrence.run()) return Wakeup.NEVER;
        Instant after = occurrence.at().plusMillis(1);
        return state.group(occurrence.group())
                .map(group -> nextNotSkipped(group, after))
                .orElse(Wakeup.NEVER);
    }

    /** The occurrence with this id that the state calls for. */
    Optional<Occurrence> named(String fireId) {
        for (Occurrence run : state.runs()) if (run.fireId().equals(fireId)) return Optional.of(run);
        for (Group group : state.groups())
            for (Task task : group.tasks()) {
                Optional<Occurrence> found = Occurrence.secondIn(fireId, task.name())
                        .map(second -> new Occurrence(group.id(), task.name(), next(group, task, second)))
                        .filter(occurrence -> occurrence.fireId().equals(fireId));
                if (found.isPresent()) return found;
            }
        return Optional.empty();
    }

    Timing timing() {
        return timing;
    }

    /**
     * The first instant from {@code from} on that the task owes; {@link Wakeup#NEVER} when it owes none. A task that
     * takes effect after the minute that it names does not owe that minute, however far its instant is shifted.
     */
    Instant next(Group group, Task task, Instant from) {
        if (!group.enabled()) return Wakeup.NEVER;
        Instant effective = task.effectiveFrom();
        if (group.days().once()) {
            Instant only = once(group, task);
            return only.isBefore(from) ? Wakeup.NEVER : only;
        }
        Instant before = timing.unshifted(from).minusNanos(1);
        Instant after = before.isAfter(effective) ? before : effective;
        return timing.shifted(Recurrence.next(When.of(group, task, timing), after));
    }

    /** Tasks stored without a fixed instant follow the current settings. */
    private Instant once(Group group, Task task) {
        Instant fixed = task.once();
        return fixed != null ? fixed : timing.once(group.dates(), task, task.effectiveFrom());
    }

    /** The first owed instant from {@code from} on without a verdict in {@code done}. */
    Instant first(Instant from, Map<Occurrence, Firing> done) {
        Instant first = Wakeup.NEVER;
        for (Occurrence run : state.runs())
            if (!run.at().isBefore(from) && run.at().isBefore(first) && !done.containsKey(run)) first = run.at();
        for (Group group : state.groups())
            for (Task task : group.tasks()) {
                Instant at = next(group, task, from);
                while (at.isBefore(first)
                        && !done.isEmpty()
                        && done.containsKey(new Occurrence(group.id(), task.name(), at)))
                    at = next(group, task, at.plusMillis(1));
                if (at.isBefore(first)) first = at;
            }
        return first;
    }

    /**
     * The first instant owed by the tasks that changed, or were run by hand, at {@code at}: the row must be lowered to
     * it. {@code at} itself where a once-task owes none, because its group is then to turn itself off.
     */
    Instant firstOwedByChangesAt(Instant at) {
        Instant first = state.asked().firstAskedAt(at);
        for (Group group : state.groups())
            for (Task task : group.tasks())
                if (task.effectiveFrom().equals(at)) {
                    Instant owed = next(group, task, at);
                    boolean over = owed.equals(Wakeup.NEVER)
                            && group.enabled()
                            && group.days().once();
                    if (over || owed.isBefore(first)) first = over ? at : owed;
                }
        return first;
    }

    boolean owes(Occurrence occurrence) {
        if (occurrence.run()) return state.runs().contains(occurrence);
        return state.group(occurrence.group())
                .flatMap(group -> group.task(occurrence.task()).map(task -> next(group, task, occurrence.at())))
                .filter(occurrence.at()::equals)
                .isPresent();
    }

    /**
     * What is owed from {@code from} to {@code to}, both inclusive, in the order in which it must fire: by instant,
     * then by the local date and time meant (23:30 before 00:00 where a gap moves the former to midnight), then as the
     * groups and tasks stand.
     *
     * @param limit returns at most this many, the earliest
     * @param without occurrences to leave out
     */
    List<Occurrence> owed(Instant from, Instant to, int limit, Set<Occurrence> without) {
        return owed(state.groups(), state.runs(), from, to, limit, without);
    }

    List<Occurrence> owed(Instant from, Instant to, int limit) {
        return owed(from, to, limit, Set.of());
    }

    /** The same, of these groups. */
    List<Occurrence> owed(List<Group> groups, Instant from, Instant to, int limit) {
        Set<GroupId> ids = groups.stream().map(Group::id).collect(Collectors.toSet());
        List<Occurrence> runs =
                state.runs().stream().filter(run -> ids.contains(run.group())).toList();
        return owed(groups, runs, from, to, limit, Set.of());
    }

    /** The same, of one group's schedule; runs by hand are left out. */
    List<Occurrence> owed(Group group, Instant from, Instant to, int limit) {
        return owed(List.of(group), List.of(), from, to, limit, Set.of());
    }

    private List<Occurrence> owed(
            List<Group> groups, List<Occurrence> runs, Instant from, Instant to, int limit, Set<Occurrence> without) {
        if (from.isAfter(to)) return List.of();
        PriorityQueue<Due> queue = new PriorityQueue<>();
        for (Group group : groups) offer(queue, group, from, to);
        for (Occurrence run : runs)
            if (!run.at().isBefore(from) && !run.at().isAfter(to)) queue.add(new Due(run, null, null, queue.size()));
        return taken(queue, to, limit, without);
    }

    private void offer(PriorityQueue<Due> queue, Group group, Instant from, Instant to) {
        for (Task task : group.tasks()) offer(queue, group, task, next(group, task, from), to, queue.size());
    }

    private void offer(PriorityQueue<Due> queue, Group group, Task task, Instant at, Instant to, int place) {
        if (!at.isAfter(to) && at.isBefore(Wakeup.NEVER))
            queue.add(new Due(new Occurrence(group.id(), task.name(), at), group, task, place));
    }

    private List<Occurrence> taken(PriorityQueue<Due> queue, Instant to, int limit, Set<Occurrence> without) {
        List<Occurrence> owed = new ArrayList<>();
        for (Due due = queue.poll(); due != null; due = queue.poll()) {
            if (!without.contains(due.occurrence)) owed.add(due.occurrence);
            if (owed.size() == limit) break;
            Group group = due.group;
            Task task = due.task;
            if (group == null || task == null) continue;
            offer(queue, group, task, next(group, task, due.occurrence.at().plusMillis(1)), to, due.place);
        }
        return owed;
    }

    /** The next occurrence of a task, or a run by hand. */
    private final class Due implements Comparable<Due> {
        private final Occurrence occurrence;
        private final @Nullable Group group;
        private final @Nullable Task task;
        private final int place;
        private @Nullable LocalDateTime meant;

        Due(Occurrence occurrence, @Nullable Group group, @Nullable Task task, int place) {
            this.occurrence = occurrence;
            this.group = group;
            this.task = task;
            this.place = place;
        }

        /** Needed only to order two occurrences at one instant. */
        private LocalDateTime meant() {
            LocalDateTime known = meant;
            if (known != null) return known;
            LocalDateTime found = group == null || task == null
                    ? LocalDateTime.ofInstant(occurrence.at(), timing.zone())
                    : Agenda.this.meant(group, task, occurrence.at()).local();
            meant = found;
            return found;
        }

        @Override
        public int compareTo(Due other) {
            int byInstant = occurrence.at().compareTo(other.occurrence.at());
            if (byInstant != 0) return byInstant;
            int byMeant = meant().compareTo(other.meant());
            return byMeant != 0 ? byMeant : Integer.compare(place, other.place);
        }
    }

    /** Whether the occurrence is skipped. */
    boolean skips(Occurrence occurrence) {
        if (state.skips().isEmpty() || occurrence.run()) return false;
        return state.group(occurrence.group())
                .filter(group -> skips(group, occurrence.at()))
                .isPresent();
    }

    private boolean skips(Group group, Instant due) {
        Instant asStored = group.days().once() ? due : timing.unshifted(due);
        return skipped().getOrDefault(group.id(), Set.of()).contains(asStored);
    }

    /** The instant at which a skipped occurrence would be due. */
    Instant due(Skip skip) {
        return isOnce(skip.group()) ? skip.due() : timing.shifted(skip.at());
    }

    private boolean isOnce(GroupId id) {
        return state.group(id).filter(group -> group.days().once()).isPresent();
    }

    private Map<GroupId, Set<Instant>> skipped() {
        Map<GroupId, Set<Instant>> known = skipped;
        if (known != null) return known;
        Map<GroupId, Set<Instant>> found = new HashMap<>();
        for (Skip skip : state.skips())
            found.computeIfAbsent(skip.group(), group -> new HashSet<>())
                    .add(isOnce(skip.group()) ? skip.due() : skip.at());
        skipped = found;
        return found;
    }

    /** The first instant from {@code from} on that the group calls for and that is not skipped yet. */
    Instant nextNotSkipped(Group group, Instant from) {
        Instant first = Wakeup.NEVER;
        for (Task task : group.tasks()) {
            Instant at = next(group, task, from);
            while (at.isBefore(first) && skips(group, at)) at = next(group, task, at.plusMillis(1));
            if (at.isBefore(first)) first = at;
        }
        return first;
    }

    Meant meant(Group group, Task task, Instant at) {
        return Recurrence.meant(When.of(group, task, timing), timing.unshifted(at));
    }
}
