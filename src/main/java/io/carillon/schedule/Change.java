package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceEvent.GroupCreated;
import io.carillon.schedule.DeviceEvent.GroupCreatedOnce;
import io.carillon.schedule.DeviceEvent.GroupDeleted;
import io.carillon.schedule.DeviceEvent.GroupUpdated;
import io.carillon.schedule.DeviceEvent.InstantSkipped;
import io.carillon.schedule.DeviceEvent.TasksRun;
import io.carillon.schedule.DeviceEvent.UserBound;
import io.carillon.schedule.DeviceEvent.UserUnbound;
import io.carillon.schedule.DeviceEvent.ZoneSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What somebody outside wishes of a device. Deciding has no effect; all are idempotent but {@link CreateGroup}, and {@link
 * SkipNext} and {@link RunNow} without a key.
 */
public sealed interface Change {
    int MAX_GROUPS = 100;
    int MAX_TASKS = 500;
    int MAX_COMMAND_BYTES = 256 * 1024;

    /** Instants to come that a device may leave out. */
    int MAX_SKIPS = 500;

    /** Commands that were run by hand and are not known to be settled, counted for as long as {@link #RUN_COUNTS}. */
    int MAX_RUNS = 500;

    Duration RUN_COUNTS = Duration.ofMinutes(5);

    /** Keys that a device remembers at a time; the contract is silent, but memory is not endless. */
    int MAX_KEYS = 1000;

    /**
     * What becomes of the wish: limits, names and bindings are checked here, in the order of contract 1.
     *
     * @param at the moment of the change, {@link DeviceState#momentOfChange}
     * @param service the timing of devices that have no zone of their own
     */
    Decision decide(DeviceState state, Caller caller, Instant at, Timing service);

    /** The group that a success answers with, as {@code state} has it; empty where the answer is no group. */
    default Optional<Group> answer(DeviceState state) {
        return Optional.empty();
    }

    record CreateGroup(GroupId id, WeekMask days, Dates dates, List<TaskDraft> tasks) implements Change {
        public CreateGroup {
            dates = Dates.orAll(dates);
            tasks = List.copyOf(tasks);
        }

        @Override
        public Decision decide(DeviceState state, Caller caller, Instant at, Timing service) {
            if (!caller.boundTo(state)) return new Decision.Refused(Problem.NOT_BOUND);
            List<Task> fresh =
                    tasks.stream().map(draft -> draft.named(draft.fresh(), at)).toList();
            Group made = new Group(id, days, dates, true, fresh, at, at);
            return withinLimits(state, new GroupCreated(made, at, Closing.NOTHING));
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return state.group(id);
        }
    }

    /** A {@link CreateGroup} with an {@code Idempotency-Key}: a repeat within 24 h is given the first answer. */
    record CreateGroupOnce(CreateGroup create, String key) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Instant at, Timing service) {
            if (!caller.boundTo(state)) return new Decision.Refused(Problem.NOT_BOUND);
            Optional<Decision> earlier =
                    repeated(state.keyedPost(key, at), first -> first.isOf(create), first -> first.answer(create));
            if (earlier.isPresent()) return earlier.get();
            Decision decision = create.decide(state, caller, at, service);
            if (!(decision instanceof Decision.Accepted accepted)) return decision;
            GroupCreated created = (GroupCreated) accepted.event();
            GroupCreatedOnce once = new GroupCreatedOnce(created, KeyedPost.of(key, created.group(), create));
            return withinKeys(once.applyTo(state), once);
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return create.answer(state);
        }
    }

    record UpdateGroup(GroupId id, WeekMask days, Dates dates, boolean enabled, List<TaskDraft> tasks)
            implements Change {
        public UpdateGroup {
            dates = Dates.orAll(dates);
            tasks = List.copyOf(tasks);
        }

        @Override
        public Decision decide(DeviceState state, Caller caller, Instant at, Timing service) {
            Optional<Group> found = state.group(id);
            if (found.isEmpty()) return new Decision.Refused(Problem.NO_SUCH_GROUP);
            Group old = found.get();
            if (tasks.stream().flatMap(draft -> draft.keeps().stream()).anyMatch(name -> old.task(name)
                    .isEmpty())) return new Decision.Refused(Problem.NO_SUCH_TASK);
            if (!caller.boundTo(state)) return new Decision.Refused(Problem.NOT_BOUND);
            boolean anew = !days.equals(old.days()) || !dates.sameAs(old.dates()) || enabled != old.enabled();
            List<Task> next = continued(old).stream()
                    .map(task -> anew ? task.from(at) : task.from(effectiveFrom(task, old, at)))
                    .toList();
            Group updated = new Group(id, days, dates, enabled, next, old.createdAt(), at);
            if (updated.sameAs(old)) return new Decision.Unchanged();
            return withinLimits(state, new GroupUpdated(updated, at, Closing.NOTHING));
        }

        /** Each task under the name that it keeps: the one it asks for, else that of an unclaimed equal one. */
        private List<Task> continued(Group old) {
            List<Task> unclaimed = new ArrayList<>(old.tasks());
            unclaimed.removeIf(
                    task -> tasks.stream().anyMatch(draft -> draft.keeps().equals(Optional.of(task.name()))));
            List<Task> next = new ArrayList<>();
            for (TaskDraft draft : tasks) {
                TaskName name = draft.keeps()
                        .or(() -> unclaimed.stream()
                                .filter(draft::saysTheSameAs)
                                .findFirst()
                                .map(Task::name))
                        .orElse(draft.fresh());
                unclaimed.removeIf(task -> task.name().equals(name));
                next.add(draft.named(name, Wakeup.NEVER));
            }
            return next;
        }

        private static Instant effectiveFrom(Task task, Group old, Instant at) {
            return old.task(task.name())
                    .filter(stored -> stored.from(task.effectiveFrom()).equals(task))
                    .map(Task::effectiveFrom)
                    .orElse(at);
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return state.group(id);
        }
    }

    record DeleteGroup(GroupId id) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Instant at, Timing service) {
            if (state.group(id).isEmpty()) return new Decision.Refused(Problem.NO_SUCH_GROUP);
            if (!caller.boundTo(state)) return new Decision.Refused(Problem.NOT_BOUND);
            return new Decision.Accepted(new GroupDeleted(id, at, Closing.NOTHING));
        }
    }

    /**
     * Leaves out what the group would do next; changes nothing where that is nothing.
     *
     * @param key with which a repeat within 24 h changes nothing
     */
    record SkipNext(GroupId id, Optional<String> key) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Instant at, Timing service) {
            Optional<Group> found = state.group(id);
            if (found.isEmpty()) return new Decision.Refused(Problem.NO_SUCH_GROUP);
            Optional<Decision> ended = byHand(key, "skip", found.get(), state, caller, at);
            if (ended.isPresent()) return ended.get();
            Instant next = state.nextNotSkipped(found.get(), service, at.plusNanos(1));
            if (next.equals(Wakeup.NEVER)) return new Decision.Unchanged();
            InstantSkipped event =
                    new InstantSkipped(id, service.unshifted(next), at, Closing.NOTHING, keyed(key, "skip", id, at));
            DeviceState left = event.applyTo(state);
            long ahead =
                    left.skips().stream().filter(skip -> skip.at().isAfter(at)).count();
            return ahead > MAX_SKIPS ? new Decision.Refused(Problem.TOO_MANY_SKIPS) : withinKeys(left, event);
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return state.group(id);
        }
    }

    /**
     * Has the group's commands published now, once.
     *
     * @param task which alone; empty for all
     * @param key with which a repeat within 24 h changes nothing
     */
    record RunNow(GroupId id, Optional<TaskName> task, Optional<String> key) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Instant at, Timing service) {
            Optional<Group> found = state.group(id);
            if (found.isEmpty()) return new Decision.Refused(Problem.NO_SUCH_GROUP);
            List<TaskName> tasks = found.get().tasks().stream()
                    .map(Task::name)
                    .filter(name -> task.isEmpty() || task.get().equals(name))
                    .toList();
            if (tasks.isEmpty()) return new Decision.Refused(Problem.NO_SUCH_TASK);
            String wish = "run " + task.map(TaskName::value).orElse("all");
            Optional<Decision> ended = byHand(key, wish, found.get(), state, caller, at);
            if (ended.isPresent()) return ended.get();
            TasksRun event = new TasksRun(id, tasks, at, Closing.NOTHING, keyed(key, wish, id, at));
            DeviceState running = event.applyTo(state);
            Instant counted = at.minus(RUN_COUNTS);
            long pending = running.runs().stream()
                    .filter(run -> run.at().isAfter(counted))
                    .count();
            return pending > MAX_RUNS ? new Decision.Refused(Problem.TOO_MANY_RUNS) : withinKeys(running, event);
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return state.group(id);
        }
    }

    /**
     * A change of a group that is made only while the group is as its caller last saw it ({@code If-Match}).
     *
     * @param tags any of them will do, see {@link Group#tag}
     */
    record ChangeIfMatches(Change change, GroupId group, Set<String> tags) implements Change {
        public ChangeIfMatches {
            tags = Set.copyOf(tags);
        }

        @Override
        public Decision decide(DeviceState state, Caller caller, Instant at, Timing service) {
            Decision decision = change.decide(state, caller, at, service);
            if (decision instanceof Decision.Refused || decision instanceof Decision.Repeated) return decision;
            return state.group(group).map(Group::tag).filter(tags::contains).isPresent()
                    ? decision
                    : new Decision.Refused(Problem.STALE);
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return change.answer(state);
        }
    }

    record SetZone(ZoneId zone) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Instant at, Timing service) {
            if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
            if (zone.equals(state.zone())) return new Decision.Unchanged();
            Timing old = state.timingOr(service);
            Instant after = at.plusNanos(1);
            Set<TaskName> over = new HashSet<>();
            for (Group group : state.groups())
                for (Task task : group.tasks())
                    if (group.enabled()
                            && group.days().once()
                            && DeviceState.nextOwed(group, task, old, after).equals(Wakeup.NEVER))
                        over.add(task.name());
            return new Decision.Accepted(new ZoneSet(zone, !zone.equals(old.zone()), over, at, Closing.NOTHING));
        }
    }

    record ClearDevice() implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Instant at, Timing service) {
            if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
            if (state.groups().isEmpty() && state.users().isEmpty() && state.zone() == null)
                return new Decision.Unchanged();
            return new Decision.Accepted(new DeviceCleared(at, Closing.NOTHING));
        }
    }

    record BindUser(UserId user) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Instant at, Timing service) {
            if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
            if (state.users().contains(user)) return new Decision.Unchanged();
            return new Decision.Accepted(new UserBound(user, at));
        }
    }

    record UnbindUser(UserId user) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Instant at, Timing service) {
            if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
            if (!state.users().contains(user)) return new Decision.Unchanged();
            return new Decision.Accepted(new UserUnbound(user, at));
        }
    }

    /** Where a wish by hand for a group that is there ends at once: by a stranger, or with a key that was used before. */
    private static Optional<Decision> byHand(
            Optional<String> key, String wish, Group group, DeviceState state, Caller caller, Instant at) {
        if (!caller.boundTo(state)) return Optional.of(new Decision.Refused(Problem.NOT_BOUND));
        return repeated(
                key.flatMap(used -> state.keyedPost(used, at)),
                first -> first.group().equals(group.id()) && first.isOf(wish),
                first -> group);
    }

    private static Optional<Decision> repeated(
            Optional<KeyedPost> first, Predicate<KeyedPost> same, Function<KeyedPost, Group> answer) {
        return first.map(known -> same.test(known)
                ? new Decision.Repeated(answer.apply(known))
                : new Decision.Refused(Problem.KEY_REUSED));
    }

    private static @Nullable KeyedPost keyed(Optional<String> key, String wish, GroupId group, Instant at) {
        return key.map(fresh -> KeyedPost.byHand(fresh, group, wish, at)).orElse(null);
    }

    private static Decision withinKeys(DeviceState next, DeviceEvent event) {
        return next.creations().size() > MAX_KEYS
                ? new Decision.Refused(Problem.TOO_MANY_KEYS)
                : new Decision.Accepted(event);
    }

    private static Decision withinLimits(DeviceState state, DeviceEvent event) {
        List<Group> groups = event.applyTo(state).groups();
        List<Task> tasks =
                groups.stream().flatMap(group -> group.tasks().stream()).toList();
        if (groups.size() > MAX_GROUPS) return new Decision.Refused(Problem.TOO_MANY_GROUPS);
        if (tasks.size() > MAX_TASKS) return new Decision.Refused(Problem.TOO_MANY_TASKS);
        if (tasks.stream().mapToInt(Task::commandBytes).sum() > MAX_COMMAND_BYTES)
            return new Decision.Refused(Problem.TOO_MANY_COMMAND_BYTES);
        return new Decision.Accepted(event);
    }
}
