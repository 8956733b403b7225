package io.carillon.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a device has been told; replaying these gives its state. Stored: names never change. */
public sealed interface DeviceEvent {
    DeviceState applyTo(DeviceState state);

    /** An event that may make occurrences owed or end open ones, so that the row is lowered before it is stored. */
    sealed interface ScheduleEvent extends DeviceEvent {
        Instant at();

        Closing closing();

        ScheduleEvent closing(Closing closing);
    }

    record GroupCreated(Group group, Instant at, Closing closing) implements ScheduleEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.withGroup(group, at).closing(closing);
        }

        @Override
        public GroupCreated closing(Closing ended) {
            return new GroupCreated(group, at, ended);
        }
    }

    /** A creation that may be repeated and is then answered from memory. */
    record GroupCreatedOnce(GroupCreated created, KeyedPost creation) implements ScheduleEvent {
        @Override
        public Instant at() {
            return created.at();
        }

        @Override
        public Closing closing() {
            return created.closing();
        }

        @Override
        public DeviceState applyTo(DeviceState state) {
            return created.applyTo(state).remembering(creation);
        }

        @Override
        public GroupCreatedOnce closing(Closing ended) {
            return new GroupCreatedOnce(created.closing(ended), creation);
        }
    }

    record GroupUpdated(Group group, Instant at, Closing closing) implements ScheduleEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.withGroup(group, at).closing(closing);
        }

        @Override
        public GroupUpdated closing(Closing ended) {
            return new GroupUpdated(group, at, ended);
        }
    }

    record GroupDeleted(GroupId group, Instant at, Closing closing) implements ScheduleEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.withoutGroup(group, at).closing(closing);
        }

        @Override
        public GroupDeleted closing(Closing ended) {
            return new GroupDeleted(group, at, ended);
        }
    }

    /**
     * The zone in which the device's schedules run from now on.
     *
     * @param anew false where the zone is the one that held already, so that tasks keep what they owe
     * @param over tasks of once-groups whose one occurrence had come before the change: the new zone does not bring it
     *     back
     */
    record ZoneSet(ZoneId zone, boolean anew, Set<TaskName> over, Instant at, Closing closing)
            implements ScheduleEvent {
        public ZoneSet {
            over = Set.copyOf(over);
        }

        @Override
        public DeviceState applyTo(DeviceState state) {
            DeviceState moved = state.withZone(zone, at);
            return (anew ? moved.withGroups(started(state.groups()), at) : moved).closing(closing);
        }

        private List<Group> started(List<Group> groups) {
            return groups.stream()
                    .map(group -> group.withTasks(task -> task.from(over.contains(task.name()) ? Wakeup.NEVER : at)))
                    .toList();
        }

        @Override
        public ZoneSet closing(Closing ended) {
            return new ZoneSet(zone, anew, over, at, ended);
        }
    }

    record DeviceCleared(Instant at, Closing closing) implements ScheduleEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.cleared(at).closing(closing);
        }

        @Override
        public DeviceCleared closing(Closing ended) {
            return new DeviceCleared(at, ended);
        }
    }

    /**
     * The group leaves out its next instant, with all its tasks.
     *
     * @param post null where the wish carried no {@code Idempotency-Key}
     */
    record InstantSkipped(GroupId group, Instant skipped, Instant at, Closing closing, @Nullable KeyedPost post)
            implements ScheduleEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            Group left = state.group(group).orElseThrow().updated(at);
            DeviceState next = state.withGroup(left, at).closing(closing).skipping(new Skip(group, skipped, at));
            return post == null ? next : next.remembering(post);
        }

        @Override
        public InstantSkipped closing(Closing ended) {
            return new InstantSkipped(group, skipped, at, ended, post);
        }
    }

    /**
     * Tasks run once, at the moment of the event, whatever the schedule says.
     *
     * @param post null where the wish carried no {@code Idempotency-Key}
     */
    record TasksRun(GroupId group, List<TaskName> tasks, Instant at, Closing closing, @Nullable KeyedPost post)
            implements ScheduleEvent {
        public TasksRun {
            tasks = List.copyOf(tasks);
        }

        @Override
        public DeviceState applyTo(DeviceState state) {
            List<Occurrence> runs = tasks.stream()
                    .map(task -> new Occurrence(group, task, at, true))
                    .toList();
            DeviceState next = state.closing(closing).running(runs, at);
            return post == null ? next : next.remembering(post);
        }

        @Override
        public TasksRun closing(Closing ended) {
            return new TasksRun(group, tasks, at, ended, post);
        }
    }

    /** A once-group has had its last verdict and turns itself off. */
    record GroupSpent(GroupId group, Instant at, Closing closing) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.withGroup(state.group(group).orElseThrow().disabled(at), at)
                    .closing(closing);
        }
    }

    record UserBound(UserId user, Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            Set<UserId> users = new HashSet<>(state.users());
            users.add(user);
            return state.withUsers(users, at);
        }
    }

    record UserUnbound(UserId user, Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            Set<UserId> users = new HashSet<>(state.users());
            users.remove(user);
            return state.withUsers(users, at);
        }
    }

    /** Takes the place of an event that another incarnation may still be writing, so that it can never land. */
    record Fenced(Instant at) implements DeviceEvent {
        @Override
        public DeviceState applyTo(DeviceState state) {
            return state.withUsers(state.users(), at);
        }
    }
}
