package io.carillon.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a device has been told; replaying these gives its state. Stored: names never change. */
public sealed interface DeviceEvent {
    Instant at();

    DeviceState applyTo(DeviceState state);

    /** The instant that it skips, runs, brings back or calls off, the first of several; null where it does no such thing. */
    default @Nullable Instant scheduledAt() {
        return null;
    }

    /** Roughly what it takes in the journal, in bytes: snapshots are taken by it. */
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

    /** A creation that may be repeated and is then answered from memory. */
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
     * The zone in which the device's schedules run from now on. Written before there were other settings.
     *
     * @param zone null: the service's
     * @param anew false where the zone is the one that held already, so that tasks keep what they owe
     * @param over tasks of once-groups that have fired: the new zone does not bring them back
     * @param once the instants of the other once-tasks, by the new zone
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
     * The device's zone and settings from now on, all of them.
     *
     * @param zone null: the service's
     * @param anew false where the zone is the one that held already
     * @param over changed tasks of once-groups that have fired: what is set now does not bring them back
     * @param once the instants of the other changed once-tasks, by what is set now
     * @param otherwise tasks of which the days and the calendar call, of what may be open, for something else than before: no
     *     others are changed by these; null where nobody looked
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

        /** Whether dates count as other weekdays than before. */
        boolean countsOtherwise(DeviceState before) {
            return !settings.countsLike(before.settings());
        }

        /** Whether the task, which {@code before} has, runs otherwise from now on. */
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
     * The group leaves out an instant, with all its tasks.
     *
     * @param skipped without the operator's spread
     * @param due with it; null where it was stored before that was
     * @param passed before which everything had its verdict
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
     * The group no longer leaves out instants to come.
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
     * @param passed before which everything had its verdict; null where {@code over} says it
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
            return state.with(left.and(Occurrence.runs(group, tasks, at), at), at).remembering(post, at);
        }

        @Override
        public Instant scheduledAt() {
            return at;
        }
    }

    /**
     * Tasks are to run once, at {@code due}, whatever the schedule says. Not a {@link TasksRun}, which an older node would take
     * for one of now.
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
            return state.with(left.and(Occurrence.runs(group, tasks, due), at), at).remembering(post, at);
        }

        @Override
        public Instant scheduledAt() {
            return due;
        }
    }

    /**
     * The group's runs end, those to come and those that are due.
     *
     * @param first when the first of them is, or was, due that had no verdict
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

    /** A call with an {@code Idempotency-Key} that changed nothing, so that its repeat changes nothing either. */
    record KeyRemembered(KeyedPost post, Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.remembering(post, at);
        }
    }

    /** A once-group has had its last verdict and turns itself off. */
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
     * The clock has been far ahead and is right again: nothing written meanwhile takes effect later than now.
     *
     * @param once the instants of once-tasks that were computed with the wrong time and have not fired
     * @param runs what is still to be run by hand; null: all that there is
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
