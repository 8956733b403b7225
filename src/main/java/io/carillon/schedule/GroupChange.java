package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.GroupCreated;
import io.carillon.schedule.DeviceEvent.GroupCreatedOnce;
import io.carillon.schedule.DeviceEvent.GroupDeleted;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A request that creates, replaces, edits or deletes a group. */
public sealed interface GroupChange extends Change {
    GroupId id();

    @Override
    default Optional<Group> answer(DeviceState state) {
        return state.group(id());
    }

    /** @param enabled empty where the request does not say: true */
    record CreateGroup(
            GroupId id,
            WeekMask days,
            Dates dates,
            Optional<Boolean> enabled,
            List<TaskDraft> tasks,
            Edit<String> label,
            Promise promise)
            implements GroupChange {
        public CreateGroup {
            dates = Dates.orAll(dates);
            tasks = List.copyOf(tasks);
            label = Edit.orUnnamed(label);
            promise = Promise.orPlain(promise);
        }

        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            if (!caller.boundTo(state)) return new Decision.Refused(Problem.NOT_BOUND);
            Optional<Timing> timing = state.timing(moment.service());
            if (timing.isEmpty()) return new Decision.Refused(Problem.UNAVAILABLE);
            Instant at = moment.at();
            Optional<Problem> over = DatesCheck.endIsOver(dates, timing.get(), at);
            return over.<Decision>map(Decision.Refused::new)
                    .orElseGet(() -> Limits.within(state, new GroupCreated(made(timing.get(), at), at)));
        }

        /** The group as created at that moment. */
        Group made(Timing timing, Instant at) {
            List<Task> fresh = tasks.stream()
                    .map(draft -> draft.named(draft.fresh(), at))
                    .map(task -> task.from(at, GroupUpdate.once(days, dates, task, timing, at)))
                    .toList();
            return new Group(id, days, dates, isEnabled(), fresh, at, at, label.value(), promise);
        }

        boolean isEnabled() {
            return enabled.orElse(true);
        }

        @Override
        public boolean mayEnd() {
            return false;
        }
    }

    /** A {@link CreateGroup} with an {@code Idempotency-Key}: a repeat within 24 h gets the first answer. */
    record CreateGroupOnce(CreateGroup create, String key) implements GroupChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            if (!caller.boundTo(state)) return new Decision.Refused(Problem.NOT_BOUND);
            Optional<Decision> earlier = KeyedPost.repeated(
                    state.keyedPost(caller.user(), key, moment.at()),
                    first -> first.isOf(create),
                    first -> new Decision.Repeated(first.answer(create), null));
            if (earlier.isPresent()) return earlier.get();
            Decision decision = create.decide(state, caller, moment);
            if (!(decision instanceof Decision.Accepted accepted)) return decision;
            GroupCreated created = (GroupCreated) accepted.event();
            GroupCreatedOnce once =
                    new GroupCreatedOnce(created, KeyedPost.of(caller.user(), key, created.group(), create));
            return Limits.withinKeys(once.applyTo(state), once);
        }

        @Override
        public boolean mayEnd() {
            return false;
        }

        @Override
        public GroupId id() {
            return create.id();
        }
    }

    record UpdateGroup(
            GroupId id,
            WeekMask days,
            Dates dates,
            boolean enabled,
            List<TaskDraft> tasks,
            Edit<String> label,
            Promise promise)
            implements GroupChange {
        public UpdateGroup {
            dates = Dates.orAll(dates);
            tasks = List.copyOf(tasks);
            label = Edit.orUnnamed(label);
            promise = Promise.orPlain(promise);
        }

        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return GroupUpdate.decide(this, state, caller, moment);
        }
    }

    /** An {@link UpdateGroup} that leaves unnamed fields as they are. */
    record EditGroup(
            GroupId id,
            Optional<WeekMask> days,
            DatesEdit dates,
            Optional<Boolean> enabled,
            Optional<List<TaskDraft>> tasks,
            Edit<String> label,
            PromiseEdit promise)
            implements GroupChange {
        public EditGroup {
            tasks = tasks.map(List::copyOf);
            label = Edit.orUnnamed(label);
            promise = PromiseEdit.orNone(promise);
        }

        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return GroupUpdate.decide(this, state, caller, moment);
        }
    }

    record DeleteGroup(GroupId id) implements GroupChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            if (state.group(id).isEmpty()) return new Decision.Refused(Problem.NO_SUCH_GROUP);
            if (!caller.boundTo(state)) return new Decision.Refused(Problem.NOT_BOUND);
            return new Decision.Accepted(new GroupDeleted(id, moment.at()));
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return Optional.empty();
        }
    }

    /**
     * A change made only while the group is as its caller last saw it ({@code If-Match}).
     *
     * @param tags any of them may match, see {@link Group#tag}
     */
    record ChangeIfMatches(Change change, GroupId group, Set<String> tags) implements GroupChange {
        public ChangeIfMatches {
            tags = Set.copyOf(tags);
        }

        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            Decision decision = change.decide(state, caller, moment);
            if (decision instanceof Decision.Refused || decision instanceof Decision.Repeated) return decision;
            return state.group(group).map(Group::tag).filter(tags::contains).isPresent()
                    ? decision
                    : new Decision.Refused(Problem.STALE);
        }

        @Override
        public GroupId id() {
            return group;
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return change.answer(state);
        }

        @Override
        public boolean mayEnd() {
            return change.mayEnd();
        }
    }
}
