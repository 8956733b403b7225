package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a device has been told: groups, users, zone. Stored as a snapshot: names never change.
 *
 * @param zone null until an administrator sets one: the service's zone holds
 * @param groups in the order of their making
 * @param closed verdicts that events carried and that the table {@code firing} may not have yet
 * @param creations POSTs with an {@code Idempotency-Key}, as long as a repeat is answered; once creations alone had one
 * @param runs what somebody had run by hand, until the row is known to have passed it
 * @param skips instants that groups leave out, likewise
 * @param lastEventAt every later event is at least a millisecond after it
 */
public record DeviceState(
        @Nullable ZoneId zone,
        List<Group> groups,
        Set<UserId> users,
        List<Firing> closed,
        List<KeyedPost> creations,
        List<Occurrence> runs,
        List<Skip> skips,
        Instant lastEventAt) {
    public static final DeviceState EMPTY =
            new DeviceState(null, List.of(), Set.of(), List.of(), List.of(), List.of(), List.of(), Instant.EPOCH);

    public DeviceState {
        groups = List.copyOf(groups);
        users = Set.copyOf(users);
        closed = List.copyOf(closed);
        creations = List.copyOf(creations);
        runs = orNone(runs);
        skips = orNone(skips);
    }

    /** What was stored before there were such has none. */
    private static <T> List<T> orNone(@Nullable List<T> stored) {
        return stored == null ? List.of() : List.copyOf(stored);
    }

    public Timing timingOr(Timing service) {
        return zone == null ? service : service.in(zone);
    }

    public Optional<Group> group(GroupId id) {
        for (Group group : groups) if (group.id().equals(id)) return Optional.of(group);
        return Optional.empty();
    }

    public Optional<Task> task(GroupId group, TaskName name) {
        return group(group).flatMap(found -> found.task(name));
    }

    /** The moment of an event decided at {@code now}: events of one device never share a millisecond. */
    public Instant momentOfChange(Instant now) {
        Instant earliest = lastEventAt.plusMillis(1);
        return now.isBefore(earliest) ? earliest : Instant.ofEpochMilli(now.toEpochMilli());
    }

    /**
     * The first instant that the task owes, not before {@code from}; {@link Wakeup#NEVER} when it owes none. What takes
     * effect after the minute that it names is too late for it, however far that is shifted.
     */
    static Instant nextOwed(Group group, Task task, Timing timing, Instant from) {
        if (!group.enabled()) return Wakeup.NEVER;
        Instant effective = task.effectiveFrom();
        if (group.days().once()) {
            Instant only = timing.shifted(
                    Recurrence.next(WeekMask.EVERY_DAY, group.dates(), task.time(), timing.zone(), effective));
            return only.isBefore(from) ? Wakeup.NEVER : only;
        }
        Instant before = timing.unshifted(from).minusNanos(1);
        Instant after = before.isAfter(effective) ? before : effective;
        return timing.shifted(Recurrence.next(group.days(), group.dates(), task.time(), timing.zone(), after));
    }

    /**
     * The occurrences that this state owes from {@code from} to {@code to}, both inclusive, in the order in which they
     * must fire: by instant, then by the local date and time meant (23:30 before 00:00 where a gap moves the former to
     * midnight), then as the groups and tasks stand.
     *
     * @param limit the earliest so many of each task
     */
    List<Occurrence> owed(Timing service, Instant from, Instant to, int limit) {
        Timing timing = timingOr(service);
        List<Due> due = new ArrayList<>();
        for (Group group : groups) addScheduled(due, group, timing, from, to, limit);
        for (Occurrence run : runs)
            if (!run.at().isBefore(from) && !run.at().isAfter(to))
                due.add(new Due(run, () -> LocalDateTime.ofInstant(run.at(), timing.zone())));
        return inOrder(due);
    }

    /** The same for the schedule of one group, without what is run by hand. */
    List<Occurrence> scheduled(Group group, Timing service, Instant from, Instant to, int limit) {
        List<Due> due = new ArrayList<>();
        addScheduled(due, group, timingOr(service), from, to, limit);
        return inOrder(due);
    }

    /** @param meant asked only where two share an instant */
    private record Due(Occurrence occurrence, Supplier<LocalDateTime> meant) {}

    private static final Comparator<Due> IN_ORDER = Comparator.comparing(
                    (Due due) -> due.occurrence().at())
            .thenComparing(due -> due.meant().get());

    private static void addScheduled(List<Due> due, Group group, Timing timing, Instant from, Instant to, int limit) {
        for (Task task : group.tasks()) {
            Instant at = nextOwed(group, task, timing, from);
            for (int i = 0; i < limit && !at.isAfter(to) && at.isBefore(Wakeup.NEVER); i++) {
                Instant found = at;
                due.add(new Due(new Occurrence(group.id(), task.name(), at), () -> meant(group, task, timing, found)));
                at = nextOwed(group, task, timing, at.plusMillis(1));
            }
        }
    }

    private static List<Occurrence> inOrder(List<Due> due) {
        due.sort(IN_ORDER);
        List<Occurrence> sorted = new ArrayList<>(due.size());
        for (Due one : due) sorted.add(one.occurrence());
        return sorted;
    }

    /** The first run that is owed, not before {@code from}, and for which no verdict is known. */
    Instant nextRun(Instant from, Map<Occurrence, Firing> done) {
        if (runs.isEmpty()) return Wakeup.NEVER;
        return runs.stream()
                .filter(run -> !run.at().isBefore(from) && !done.containsKey(run))
                .map(Occurrence::at)
                .min(Comparator.naturalOrder())
                .orElse(Wakeup.NEVER);
    }

    /** Whether somebody wished it left out. */
    boolean skips(Occurrence occurrence, Timing service) {
        return !skips.isEmpty()
                && !occurrence.run()
                && skips.stream()
                        .filter(skip -> skip.group().equals(occurrence.group()))
                        .anyMatch(skip -> task(occurrence.group(), occurrence.task())
                                .filter(task -> skip.leavesOut(task, service.unshifted(occurrence.at())))
                                .isPresent());
    }

    /** The first instant, not before {@code from}, that the group calls for and that is not left out yet. */
    Instant nextNotSkipped(Group group, Timing service, Instant from) {
        Instant first = Wakeup.NEVER;
        for (Task task : group.tasks()) {
            Instant at = nextOwed(group, task, timingOr(service), from);
            while (at.isBefore(first) && skips(new Occurrence(group.id(), task.name(), at), service))
                at = nextOwed(group, task, timingOr(service), at.plusMillis(1));
            if (at.isBefore(first)) first = at;
        }
        return first;
    }

    static LocalDateTime meant(Group group, Task task, Timing timing, Instant at) {
        return Recurrence.meant(daysOf(group), group.dates(), task.time(), timing.zone(), timing.unshifted(at));
    }

    /** A once-group takes whatever day comes first. */
    private static WeekMask daysOf(Group group) {
        return group.days().once() ? WeekMask.EVERY_DAY : group.days();
    }

    /** The first instant that the tasks changed, or run by hand, at {@code at} owe: how far their row must be lowered. */
    Instant firstOwedByChangesAt(Instant at, Timing service) {
        for (Occurrence run : runs) if (run.at().equals(at)) return at;
        Instant first = Wakeup.NEVER;
        for (Group group : groups)
            for (Task task : group.tasks())
                if (task.effectiveFrom().equals(at)) {
                    Instant owed = nextOwed(group, task, timingOr(service), at);
                    if (owed.isBefore(first)) first = owed;
                }
        return first;
    }

    /** Is the task, in {@code next}, still what it is here, so that it keeps what it owes? */
    private boolean keeps(Occurrence occurrence, DeviceState next) {
        return next.group(occurrence.group())
                .filter(group -> group.enabled() || occurrence.run())
                .flatMap(group -> group.task(occurrence.task()))
                .filter(task -> task.effectiveFrom()
                        .equals(task(occurrence.group(), occurrence.task())
                                .orElseThrow()
                                .effectiveFrom()))
                .isPresent();
    }

    /** What changing to {@code next} ends: owed here from {@code dueAt} to {@code at} by a task that {@code next} changed. */
    List<Occurrence> endedBy(DeviceState next, Timing service, Instant dueAt, Instant at) {
        return owed(service, dueAt, at, Integer.MAX_VALUE).stream()
                .filter(occurrence -> !keeps(occurrence, next))
                .toList();
    }

    DeviceState withZone(ZoneId to, Instant at) {
        return new DeviceState(to, groups, users, closed, creations, runs, skips, at);
    }

    DeviceState withGroup(Group changed, Instant at) {
        List<Group> next = new ArrayList<>(groups);
        next.replaceAll(group -> group.id().equals(changed.id()) ? changed : group);
        if (group(changed.id()).isEmpty()) next.add(changed);
        return withGroups(next, at);
    }

    DeviceState withoutGroup(GroupId id, Instant at) {
        return withGroups(
                groups.stream().filter(group -> !group.id().equals(id)).toList(), at);
    }

    DeviceState withGroups(List<Group> next, Instant at) {
        return new DeviceState(zone, next, users, closed, creations, runs, skips, at);
    }

    DeviceState withUsers(Set<UserId> next, Instant at) {
        return new DeviceState(zone, groups, next, closed, creations, runs, skips, at);
    }

    /** The POST that carried this key and is still remembered at {@code now}. */
    Optional<KeyedPost> keyedPost(String key, Instant now) {
        return creations.stream()
                .filter(post -> post.key().equals(key) && !post.isForgottenAt(now))
                .findFirst();
    }

    DeviceState remembering(KeyedPost post) {
        List<KeyedPost> next = new ArrayList<>(creations);
        next.removeIf(older -> older.isForgottenAt(post.at()));
        next.add(post);
        return new DeviceState(zone, groups, users, closed, next, runs, skips, lastEventAt);
    }

    DeviceState running(List<Occurrence> more, Instant at) {
        List<Occurrence> next = new ArrayList<>(runs);
        next.addAll(more);
        return new DeviceState(zone, groups, users, closed, creations, next, skips, at);
    }

    /** Forgets the skips that leave out nothing any more, as their tasks are gone or changed. */
    DeviceState skipping(Skip skip) {
        List<Skip> next = new ArrayList<>(skips);
        next.removeIf(older -> group(older.group()).stream()
                .flatMap(group -> group.tasks().stream())
                .noneMatch(task -> task.effectiveFrom().isBefore(older.since())));
        next.add(skip);
        return new DeviceState(zone, groups, users, closed, creations, runs, next, lastEventAt);
    }

    DeviceState cleared(Instant at) {
        return new DeviceState(null, List.of(), Set.of(), closed, creations, runs, List.of(), at);
    }

    /** Remembers what an event ended, and forgets what the row had already passed by then. */
    DeviceState closing(Closing closing) {
        List<Firing> open = new ArrayList<>(closed);
        open.removeIf(firing -> firing.occurrence().at().isBefore(closing.dueAt()));
        open.addAll(closing.verdicts());
        return new DeviceState(
                zone, groups, users, open, creations, runsAfter(closing), skipsAfter(closing), lastEventAt);
    }

    private List<Occurrence> runsAfter(Closing closing) {
        if (runs.isEmpty()) return runs;
        List<Occurrence> ended =
                closing.verdicts().stream().map(Firing::occurrence).toList();
        return runs.stream()
                .filter(run -> !run.at().isBefore(closing.dueAt()) && !ended.contains(run))
                .toList();
    }

    /** Only a day later, as another spread, or a clock a little behind, may bring the instant once more. */
    private List<Skip> skipsAfter(Closing closing) {
        if (skips.isEmpty()) return skips;
        Instant passed = closing.dueAt().isBefore(lastEventAt) ? closing.dueAt() : lastEventAt;
        return skips.stream()
                .filter(skip -> !skip.at().plus(Timing.LONGEST).isBefore(passed))
                .toList();
    }
}
