package io.carillon.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state that a device's events add up to. Stored in snapshots: names never change. {@link Agenda} computes what it
 * owes.
 *
 * @param zone as it was set; null where the device follows the service's
 * @param creations remembered calls with an {@code Idempotency-Key}, as long as a repeat is answered
 * @param runs runs by hand, past and to come; each is kept until an event finds that it has its verdict
 * @param skips skipped instants; each is kept until an event finds that it is long past
 * @param lastEventAt every later event is at least a millisecond after it
 * @param settings those other than the zone
 * @param planned the members of {@code runs} that were asked for ahead of time, with the time of the request
 */
public record DeviceState(
        @Nullable String zone,
        List<Group> groups,
        Set<UserId> users,
        List<KeyedPost> creations,
        List<Occurrence> runs,
        List<Skip> skips,
        Instant lastEventAt,
        DeviceSettings settings,
        List<Planned> planned) {
    public static final DeviceState EMPTY =
            new DeviceState(null, List.of(), Set.of(), List.of(), List.of(), List.of(), Instant.EPOCH);

    /** A last event further ahead than this was written by a wrong clock (design, step 2). */
    public static final Duration CLOCKS_AGREE = Duration.ofMinutes(1);

    /** How long a skip outlives its instant: another spread may move that instant into the future again. */
    private static final Duration SKIPS_STAY = ServiceSettings.LONGEST_SPREAD;

    public DeviceState {
        groups = List.copyOf(groups);
        users = Set.copyOf(users);
        creations = List.copyOf(creations);
        runs = orNone(runs);
        skips = orNone(skips);
        settings = DeviceSettings.orNone(settings);
        planned = orNone(planned);
    }

    /** Without settings other than the zone. */
    public DeviceState(
            @Nullable String zone,
            List<Group> groups,
            Set<UserId> users,
            List<KeyedPost> creations,
            List<Occurrence> runs,
            List<Skip> skips,
            Instant lastEventAt) {
        this(zone, groups, users, creations, runs, skips, lastEventAt, DeviceSettings.NONE, List.of());
    }

    /** Of a device without events. */
    public static DeviceState unmade(@Nullable String zone, DeviceSettings settings) {
        return EMPTY.set(zone, settings, Instant.EPOCH);
    }

    /** States stored without the list have an empty one. */
    private static <T> List<T> orNone(@Nullable List<T> stored) {
        return stored == null ? List.of() : List.copyOf(stored);
    }

    /**
     * How the device's local times become instants.
     *
     * @param service the timing of devices that have no zone of their own
     * @return empty where this JDK does not know the zone, or the calendar's dates are not at hand
     */
    public Optional<Timing> timing(Timing service) {
        return service.with(settings).following(settings.calendar()).flatMap(this::inZone);
    }

    private Optional<Timing> inZone(Timing own) {
        if (zone == null) return Optional.of(own);
        try {
            return Optional.of(own.in(ZoneId.of(zone)));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
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
        return now.isBefore(earliest) && !isOfTheFuture(now) ? earliest : Moment.toMillis(now);
    }

    /** Whether the last event was written by a clock that was far ahead. */
    boolean isOfTheFuture(Instant now) {
        return lastEventAt.isAfter(now.plus(CLOCKS_AGREE));
    }

    /** Approximate size in memory, in bytes. */
    public int weight() {
        int weight = settings.weight() + 200 * (runs.size() + skips.size()) + 250 * planned.size();
        for (Group group : groups) weight += group.weight();
        for (KeyedPost post : creations) weight += post.weight();
        for (UserId user : users) weight += 100 + user.value().length();
        return weight;
    }

    /** Whether it has a user, a group or a setting, and so appears in administrators' lists. */
    boolean isListed() {
        return zone != null || settings != DeviceSettings.NONE || !groups.isEmpty() || !users.isEmpty();
    }

    /** Whether the event at {@code at} changed a task or ran one by hand. */
    boolean isChangedAt(Instant at) {
        return asked().firstAskedAt(at).isBefore(Wakeup.NEVER)
                || groups.stream().flatMap(group -> group.tasks().stream()).anyMatch(task -> task.effectiveFrom()
                        .equals(at));
    }

    /**
     * Whether an occurrence owed by {@code before} is still owed: its task is unchanged, or it is a run to come and its
     * task exists.
     */
    boolean keeps(Occurrence occurrence, DeviceState before) {
        if (occurrence.run() && !runs.contains(occurrence)) return false;
        Optional<Task> old = before.task(occurrence.group(), occurrence.task());
        return group(occurrence.group())
                .filter(group -> group.enabled() || occurrence.run())
                .flatMap(group -> group.task(occurrence.task()))
                .filter(task -> isToCome(occurrence) || old.filter(task::isAsIn).isPresent())
                .isPresent();
    }

    private boolean isToCome(Occurrence run) {
        return run.run() && run.at().isAfter(lastEventAt);
    }

    /** A device of the same zone and settings with this group alone. */
    DeviceState withOnly(Group group) {
        return new DeviceState(
                zone, List.of(group), Set.of(), List.of(), List.of(), List.of(), Instant.EPOCH, settings, List.of());
    }

    DeviceState withZone(@Nullable String to, Instant at) {
        return set(to, settings, at);
    }

    DeviceState set(@Nullable String to, DeviceSettings own, Instant at) {
        return new DeviceState(to, groups, users, creations, runs, skips, at, own, planned);
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

    /** A run that is due ends when its task changes; one to come ends when its task is deleted. */
    DeviceState withGroups(List<Group> next, Instant at) {
        DeviceState changed = new DeviceState(zone, next, users, creations, runs, skips, at, settings, planned);
        return changed.with(asked().without(run -> !changed.keeps(run, this)), at);
    }

    DeviceState withTasks(BiFunction<Group, Task, Task> change, Instant at) {
        return withGroups(
                groups.stream()
                        .map(group -> group.withTasks(task -> change.apply(group, task)))
                        .toList(),
                at);
    }

    DeviceState bound(UserId user, Instant at) {
        Set<UserId> next = new HashSet<>(users);
        next.add(user);
        return withUsers(next, at);
    }

    DeviceState unbound(UserId user, Instant at) {
        Set<UserId> next = new HashSet<>(users);
        next.remove(user);
        return withUsers(next, at);
    }

    DeviceState withUsers(Set<UserId> next, Instant at) {
        return new DeviceState(zone, groups, next, creations, runs, skips, at, settings, planned);
    }

    /** This user's call with this key, if it is still remembered at {@code now}. */
    Optional<KeyedPost> keyedPost(UserId user, String key, Instant now) {
        return creations.stream()
                .filter(post -> post.isBy(user) && post.key().equals(key) && !post.isForgottenAt(now))
                .findFirst();
    }

    DeviceState remembering(@Nullable KeyedPost post, Instant at) {
        List<KeyedPost> next = new ArrayList<>(creations);
        next.removeIf(older -> older.isForgottenAt(at));
        if (post != null) next.add(post);
        return new DeviceState(zone, groups, users, next, runs, skips, at, settings, planned);
    }

    /** Runs by hand, past and to come. */
    Runs asked() {
        return new Runs(runs, planned);
    }

    DeviceState with(Runs next, Instant at) {
        return new DeviceState(zone, groups, users, creations, next.all(), skips, at, settings, next.planned());
    }

    /**
     * @param passed everything before it has its verdict; may lie far ahead. Skips long before both it and now are
     *     forgotten
     */
    DeviceState skipping(Skip skip, Instant passed, Instant at) {
        Instant over = (passed.isBefore(at) ? passed : at).minus(SKIPS_STAY);
        List<Skip> next = new ArrayList<>(skips);
        next.removeIf(
                older -> older.due().isBefore(over) || group(older.group()).isEmpty());
        next.add(skip);
        return new DeviceState(zone, groups, users, creations, runs, next, at, settings, planned);
    }

    DeviceState withoutSkips(List<Skip> undone, Instant at) {
        List<Skip> left = skips.stream().filter(skip -> !undone.contains(skip)).toList();
        return new DeviceState(zone, groups, users, creations, runs, left, at, settings, planned);
    }

    /** An empty state that keeps the time of its last event. */
    public static DeviceState cleared(Instant at) {
        return new DeviceState(null, List.of(), Set.of(), List.of(), List.of(), List.of(), at);
    }

    /** What was written by a clock that was ahead takes effect at {@code at} at the latest. */
    DeviceState noLaterThan(Instant at, List<Occurrence> open, UnaryOperator<Task> change) {
        List<Group> next = groups.stream().map(group -> group.withTasks(change)).toList();
        List<KeyedPost> posts =
                creations.stream().map(post -> post.noLaterThan(at)).toList();
        Runs right = asked().setRight(at, open);
        return new DeviceState(zone, next, users, posts, right.all(), skips, at, settings, right.planned());
    }
}
