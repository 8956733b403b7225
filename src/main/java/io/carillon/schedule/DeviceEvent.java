package io.carillon.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has happened to a device; replaying its events gives its state. Stored: names never change. */
public sealed interface DeviceEvent {
    Instant at();

    DeviceState applyTo(DeviceState state);

    /** The instant that it skips, runs, brings back or cancels, the first of several; null for other events. */
    default @Nullable Instant scheduledAt() {
        return null;
    }

    /** Approximate size in the journal, in bytes; decides when a snapshot is due. */
    default int weight() {
        return 200;
    }

    record GroupCreated(Group group, Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.withGroup(group, at);
        }

        @Override
        public int weight() {
            return group.weight();
        }
    }

    /** A creation with a key: a repeat is answered from memory. */
    record GroupCreatedOnce(GroupCreated created, KeyedPost creation) implements DeviceEvent {
        @Override
        public Instant at() {
            return created.at();
        }

        @Override
        public DeviceState applyTo(DeviceState state) {
            return created.applyTo(state).remembering(creation, at());
        }

        @Override
        public int weight() {
            return created.weight();
        }
    }

    record GroupUpdated(Group group, Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.withGroup(group, at);
        }

        @Override
        public int weight() {
            return group.weight();
        }
    }

    record GroupDeleted(GroupId group, Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.withoutGroup(group, at);
        }
    }

    /**
     * The device's time zone from now on. Written only before devices had other settings.
     *
     * @param zone null: the service's
     * @param anew false where the zone does not differ, so that tasks keep what they owe
     * @param over tasks of once-groups that have fired; the new zone does not bring them back
     * @param once the instants of the other once-tasks in the new zone
     */
    record ZoneSet(@Nullable String zone, boolean anew, Set<TaskName> over, List<OnceAt> once, Instant at)
            implements DeviceEvent {
        public ZoneSet {
            over = Set.copyOf(over);
            once = once == null ? List.of() : List.copyOf(once);
        }

        @Override
        public DeviceState applyTo(DeviceState state) {
            DeviceState moved = state.withZone(zone, at);
            if (!anew) return moved;
            Map<TaskName, Instant> instants = OnceAt.byTask(once);
            return moved.withTasks(
                    (group, task) -> over.contains(task.name()) ? task : task.from(at, instants.get(task.name())), at);
        }
    }

    /**
     * The device's zone and all of its settings from now on.
     *
     * @param zone null: the service's
     * @param anew false where the zone does not differ
     * @param over changed tasks of once-groups that have fired; the new settings do not bring them back
     * @param once the instants of the other changed once-tasks under the new settings
     * @param otherwise the tasks whose occurrences that may be open differ under the new days and calendar; days and
     *     calendar change no others. Null where this was not compared
     */
    record DeviceSet(
            @Nullable String zone,
            DeviceSettings settings,
            boolean anew,
            Set<TaskName> over,
            List<OnceAt> once,
            Instant at,
            @Nullable Set<TaskName> otherwise)
            implements DeviceEvent {
        public DeviceSet {
            settings = DeviceSettings.orNone(settings);
            over = Set.copyOf(over);
            once = List.copyOf(once);
            otherwise = otherwise == null ? null : Set.copyOf(otherwise);
        }

        boolean countsOtherwise(DeviceState before) {
            return !settings.countsLike(before.settings());
        }

        /** Whether the task of {@code before} runs at other times from now on. */
        boolean changes(Group group, Task task, DeviceState before) {
            DeviceSettings old = before.settings();
            return anew
                    || !Objects.equals(old.pausedUntil(), settings.pausedUntil())
                    || !group.dates().ignoresCalendar()
                            && countsOtherwise(before)
                            && (otherwise == null || otherwise.contains(task.name()))
                    || task.sun() != null && !Objects.equals(old.location(), settings.location());
        }

        @Override
        public DeviceState applyTo(DeviceState state) {
            Map<TaskName, Instant> instants = OnceAt.byTask(once);
            return state.set(zone, settings, at)
                    .withTasks(
                            (group, task) -> changes(group, task, state) && !over.contains(task.name())
                                    ? task.from(at, instants.get(task.name()))
                                    : task,
                            at);
        }

        @Override
        public int weight() {
            return 200 + settings.weight() + 90 * (over.size() + once.size());
        }
    }

    record DeviceCleared(Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return DeviceState.cleared(at);
        }
    }

    /**
     * The group skips an instant, with all its tasks.
     *
     * @param skipped without the operator's spread
     * @param due with the spread; null in events stored without it
     * @param passed everything before it had its verdict
     * @param post null where the call carried no {@code Idempotency-Key}
     */
    record InstantSkipped(
            GroupId group,
            Instant skipped,
            @Nullable Instant due,
            Instant at,
            @Nullable Instant passed,
            @Nullable KeyedPost post)
            implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            Group left = state.group(group).orElseThrow().updated(at);
            Skip skip = new Skip(group, skipped, scheduledAt());
            Instant before = passed == null ? Instant.EPOCH : passed;
            return state.withGroup(left, at).skipping(skip, before, at).remembering(post, at);
        }

        @Override
        public Instant scheduledAt() {
            return due == null ? skipped : due;
        }
    }

    /**
     * The group no longer skips these instants to come.
     *
     * @param first when the first of them is due
     */
    record InstantsBroughtBack(GroupId group, List<Skip> skips, Instant first, Instant at) implements DeviceEvent {
        public InstantsBroughtBack {
            skips = List.copyOf(skips);
        }

        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.withGroup(state.group(group).orElseThrow().updated(at), at)
                    .withoutSkips(skips, at);
        }

        @Override
        public Instant scheduledAt() {
            return first;
        }

        @Override
        public int weight() {
            return 200 + 200 * skips.size();
        }
    }

    /**
     * Tasks run once, at the moment of the event, whatever the schedule says.
     *
     * @param passed everything before it had its verdict; null where {@code over} lists what had
     * @param post null where the call carried no {@code Idempotency-Key}
     * @param over runs that have their verdict
     */
    record TasksRun(
            GroupId group,
            List<TaskName> tasks,
            Instant at,
            @Nullable Instant passed,
            @Nullable KeyedPost post,
            List<Occurrence> over)
            implements DeviceEvent {
        public TasksRun {
            tasks = List.copyOf(tasks);
            over = over == null ? List.of() : List.copyOf(over);
        }

        @Override
        public DeviceState applyTo(DeviceState state) {
            Instant before = passed == null ? Instant.EPOCH : passed;
            Runs left = state.asked().without(run -> run.at().isBefore(before) || over.contains(run));
            return state.with(left.and(Occurrence.runs(group, tasks, at), at), at)
                    .remembering(post, at);
        }

        @Override
        public Instant scheduledAt() {
            return at;
        }
    }

    /**
     * Tasks are to run once, at {@code due}, whatever the schedule says. An event of its own: an older node would take
     * a delayed {@link TasksRun} for one of now.
     *
     * @param post null where the call carried no {@code Idempotency-Key}
     * @param over runs that have their verdict
     */
    record RunsPlanned(
            GroupId group,
            List<TaskName> tasks,
            Instant due,
            Instant at,
            @Nullable KeyedPost post,
            List<Occurrence> over)
            implements DeviceEvent {
        public RunsPlanned {
            tasks = List.copyOf(tasks);
            over = over == null ? List.of() : List.copyOf(over);
        }

        @Override
        public DeviceState applyTo(DeviceState state) {
            Runs left = state.asked().without(over::contains);
            return state.with(left.and(Occurrence.runs(group, tasks, due), at), at)
                    .remembering(post, at);
        }

        @Override
        public Instant scheduledAt() {
            return due;
        }
    }

    /**
     * The group's runs end, those to come and those that are due.
     *
     * @param first the due time of the first one without a verdict
     */
    record RunsCalledOff(GroupId group, Instant first, Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.with(state.asked().without(run -> run.group().equals(group)), at);
        }

        @Override
        public Instant scheduledAt() {
            return first;
        }
    }

    /** A call with an {@code Idempotency-Key} changed nothing; a repeat is not to change anything either. */
    record KeyRemembered(KeyedPost post, Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.remembering(post, at);
        }
    }

    /** A once-group has had its last verdict and is off. */
    record GroupSpent(GroupId group, Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.withGroup(state.group(group).orElseThrow().disabled(at), at);
        }
    }

    record UserBound(UserId user, Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.bound(user, at);
        }
    }

    record UserUnbound(UserId user, Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.unbound(user, at);
        }
    }

    /**
     * The clock was far ahead and is right again: nothing written meanwhile takes effect later than now.
     *
     * @param once the instants of once-tasks that have not fired, computed anew
     * @param runs the runs by hand that remain; null: all of them
     */
    record ClockSetRight(Instant at, @Nullable List<OnceAt> once, @Nullable List<Occurrence> runs)
            implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            Map<TaskName, Instant> instants = OnceAt.byTask(once == null ? List.of() : once);
            return state.noLaterThan(at, runs == null ? state.runs() : runs, task -> task.setRight(at, instants));
        }
    }
}
