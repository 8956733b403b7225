package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a device has been told: groups, users, zone. Stored as a snapshot: names never change.
 *
 * @param zone null until an administrator sets one: the service's zone holds
 * @param groups in the order of their making
 * @param closed verdicts that events carried and that the table {@code firing} may not have yet
 * @param creations those with an {@code Idempotency-Key}, as long as a repeat is answered
 * @param lastEventAt every later event is at least a millisecond after it
 */
public record DeviceState(
        @Nullable ZoneId zone,
        List<Group> groups,
        Set<UserId> users,
        List<Firing> closed,
        List<Creation> creations,
        Instant lastEventAt) {
    public static final DeviceState EMPTY =
            new DeviceState(null, List.of(), Set.of(), List.of(), List.of(), Instant.ofEpochMilli(0));

    public DeviceState {
        groups = List.copyOf(groups);
        users = Set.copyOf(users);
        closed = List.copyOf(closed);
        creations = List.copyOf(creations);
    }

    public ZoneId zoneOr(ZoneId service) {
        return zone == null ? service : zone;
    }

    public Optional<Group> group(GroupId id) {
        return groups.stream().filter(group -> group.id().equals(id)).findFirst();
    }

    public Optional<Task> task(GroupId group, TaskName name) {
        return group(group).flatMap(found -> found.task(name));
    }

    /** The moment of an event decided at {@code now}: events of one device never share a millisecond. */
    public Instant momentOfChange(Instant now) {
        Instant earliest = lastEventAt.plusMillis(1);
        return now.isBefore(earliest) ? earliest : Instant.ofEpochMilli(now.toEpochMilli());
    }

    /** The first instant that the task owes, not before {@code from}; {@link Wakeup#NEVER} when it owes none. */
    static Instant nextOwed(Group group, Task task, ZoneId zone, Instant from) {
        if (!group.enabled()) return Wakeup.NEVER;
        Instant effective = task.effectiveFrom();
        if (group.days().once()) {
            Instant only = Recurrence.next(WeekMask.EVERY_DAY, group.dates(), task.time(), zone, effective);
            return only.isBefore(from) ? Wakeup.NEVER : only;
        }
        Instant before = from.minusNanos(1);
        Instant after = before.isAfter(effective) ? before : effective;
        return Recurrence.next(group.days(), group.dates(), task.time(), zone, after);
    }

    /**
     * The occurrences that this state owes from {@code from} to {@code to}, both inclusive, in the order in which they
     * must fire: by instant, then by the local date and time meant (23:30 before 00:00 where a gap moves the former to
     * midnight), then as the groups and tasks stand.
     *
     * @param limit the earliest so many of each task
     */
    Stream<Occurrence> owed(ZoneId service, Instant from, Instant to, int limit) {
        ZoneId in = zoneOr(service);
        record Due(Occurrence occurrence, LocalDateTime meant) {}
        List<Due> due = new ArrayList<>();
        for (Group group : groups)
            for (Task task : group.tasks()) {
                Instant at = nextOwed(group, task, in, from);
                for (int i = 0; i < limit && !at.isAfter(to) && at.isBefore(Wakeup.NEVER); i++) {
                    due.add(new Due(new Occurrence(group.id(), task.name(), at), meant(group, task, in, at)));
                    at = nextOwed(group, task, in, at.plusMillis(1));
                }
            }
        due.sort(Comparator.comparing((Due one) -> one.occurrence().at()).thenComparing(Due::meant));
        return due.stream().map(Due::occurrence);
    }

    static LocalDateTime meant(Group group, Task task, ZoneId zone, Instant at) {
        return Recurrence.meant(daysOf(group), group.dates(), task.time(), zone, at);
    }

    /** A once-group takes whatever day comes first. */
    private static WeekMask daysOf(Group group) {
        return group.days().once() ? WeekMask.EVERY_DAY : group.days();
    }

    /** The first instant after {@code at} that the tasks changed at {@code at} owe: how far their row must be lowered. */
    Instant firstOwedByChangesAt(Instant at, ZoneId service) {
        Instant first = Wakeup.NEVER;
        for (Group group : groups)
            for (Task task : group.tasks())
                if (task.effectiveFrom().equals(at)) {
                    Instant owed = nextOwed(group, task, zoneOr(service), at);
                    if (owed.isBefore(first)) first = owed;
                }
        return first;
    }

    /** Is the task, in {@code next}, still what it is here, so that it keeps what it owes? */
    private boolean keeps(Occurrence occurrence, DeviceState next) {
        return next.group(occurrence.group())
                .filter(Group::enabled)
                .flatMap(group -> group.task(occurrence.task()))
                .filter(task -> task.effectiveFrom()
                        .equals(task(occurrence.group(), occurrence.task())
                                .orElseThrow()
                                .effectiveFrom()))
                .isPresent();
    }

    /** What changing to {@code next} ends: owed here from {@code dueAt} to {@code at} by a task that {@code next} changed. */
    List<Occurrence> endedBy(DeviceState next, ZoneId service, Instant dueAt, Instant at) {
        return owed(service, dueAt, at, Integer.MAX_VALUE)
                .filter(occurrence -> !keeps(occurrence, next))
                .toList();
    }

    DeviceState withZone(ZoneId to, Instant at) {
        return new DeviceState(to, groups, users, closed, creations, at);
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
        return new DeviceState(zone, next, users, closed, creations, at);
    }

    DeviceState withUsers(Set<UserId> next, Instant at) {
        return new DeviceState(zone, groups, next, closed, creations, at);
    }

    /** The creation that carried this key and is still remembered at {@code now}. */
    Optional<Creation> creation(String key, Instant now) {
        return creations.stream()
                .filter(creation -> creation.key().equals(key) && !creation.isForgottenAt(now))
                .findFirst();
    }

    DeviceState remembering(Creation creation) {
        List<Creation> next = new ArrayList<>(creations);
        next.removeIf(older -> older.isForgottenAt(creation.at()));
        next.add(creation);
        return new DeviceState(zone, groups, users, closed, next, lastEventAt);
    }

    /** Remembers what an event ended, and forgets what the row had already passed by then. */
    DeviceState closing(Closing closing) {
        List<Firing> open = new ArrayList<>(closed);
        open.removeIf(firing -> firing.occurrence().at().isBefore(closing.dueAt()));
        open.addAll(closing.verdicts());
        return new DeviceState(zone, groups, users, open, creations, lastEventAt);
    }
}
