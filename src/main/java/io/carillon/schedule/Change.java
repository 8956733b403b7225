package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceEvent.GroupCreated;
import io.carillon.schedule.DeviceEvent.GroupCreatedOnce;
import io.carillon.schedule.DeviceEvent.GroupDeleted;
import io.carillon.schedule.DeviceEvent.UserBound;
import io.carillon.schedule.DeviceEvent.UserUnbound;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody outside wishes of a device. Deciding has no effect; all are idempotent but {@link CreateGroup}, and {@link
 * SkipNext}, {@link RunNow} and {@link RunLater} without a key.
 */
public sealed interface Change {
    /**
     * What becomes of the wish: limits, names and bindings are checked here, in the order of contract 1.
     *
     * <p>Refused with {@link Problem#UNAVAILABLE} where it needs local times and this JDK does not know the device's zone.
     */
    Decision decide(DeviceState state, Caller caller, Moment moment);

    /** Whether it may end what is open, or must know what is: it is then decided only with the cursor. */
    default boolean mayEnd() {
        return true;
    }

    /** The version of a calendar whose dates must be known to decide on it. */
    default Optional<Calendar> needs() {
        return Optional.empty();
    }

    /** The group that a success answers with, as {@code state} has it; empty where the answer is no group. */
    default Optional<Group> answer(DeviceState state) {
        return Optional.empty();
    }

    /** @param enabled empty where the request does not say: it is */
    record CreateGroup(
            GroupId id,
            WeekMask days,
            Dates dates,
            Optional<Boolean> enabled,
            List<TaskDraft> tasks,
            Edit<String> label,
            Promise promise)
            implements Change {
        public CreateGroup {
            dates = Dates.orAll(dates);
            tasks = List.copyOf(tasks);
            label = Edit.orUnnamed(label);
            promise = Promise.orPlain(promise);
        }

        /** Without a label and with a plain promise. */
        public CreateGroup(GroupId id, WeekMask days, Dates dates, Optional<Boolean> enabled, List<TaskDraft> tasks) {
            this(id, days, dates, enabled, tasks, Edit.unnamed(), Promise.PLAIN);
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

        /** The group as it is made at that moment. */
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

        @Override
        public Optional<Group> answer(DeviceState state) {
            return state.group(id);
        }
    }

    /** A {@link CreateGroup} with an {@code Idempotency-Key}: a repeat within 24 h is given the first answer. */
    record CreateGroupOnce(CreateGroup create, String key) implements Change {
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
        public Optional<Group> answer(DeviceState state) {
            return create.answer(state);
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
            implements Change {
        public UpdateGroup {
            dates = Dates.orAll(dates);
            tasks = List.copyOf(tasks);
            label = Edit.orUnnamed(label);
            promise = Promise.orPlain(promise);
        }

        /** The label stays; with a plain promise. */
        public UpdateGroup(GroupId id, WeekMask days, Dates dates, boolean enabled, List<TaskDraft> tasks) {
            this(id, days, dates, enabled, tasks, Edit.unnamed(), Promise.PLAIN);
        }

        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return GroupUpdate.decide(this, state, caller, moment);
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return state.group(id);
        }
    }

    /** An {@link UpdateGroup} that leaves what it does not name as it is. */
    record EditGroup(
            GroupId id,
            Optional<WeekMask> days,
            DatesEdit dates,
            Optional<Boolean> enabled,
            Optional<List<TaskDraft>> tasks,
            Edit<String> label,
            PromiseEdit promise)
            implements Change {
        public EditGroup {
            tasks = tasks.map(List::copyOf);
            label = Edit.orUnnamed(label);
            promise = PromiseEdit.orNone(promise);
        }

        /** The label and the promise stay. */
        public EditGroup(
                GroupId id,
                Optional<WeekMask> days,
                DatesEdit dates,
                Optional<Boolean> enabled,
                Optional<List<TaskDraft>> tasks) {
            this(id, days, dates, enabled, tasks, Edit.unnamed(), PromiseEdit.NONE);
        }

        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return GroupUpdate.decide(this, state, caller, moment);
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return state.group(id);
        }
    }

    record DeleteGroup(GroupId id) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            if (state.group(id).isEmpty()) return new Decision.Refused(Problem.NO_SUCH_GROUP);
            if (!caller.boundTo(state)) return new Decision.Refused(Problem.NOT_BOUND);
            return new Decision.Accepted(new GroupDeleted(id, moment.at()));
        }
    }

    /**
     * Leaves out what the group would do next; changes nothing where that is nothing.
     *
     * @param key with which a repeat within 24 h changes nothing
     */
    record SkipNext(GroupId id, Optional<String> key) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.skip(this, state, caller, moment);
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return state.group(id);
        }
    }

    /** Brings back all instants to come that the group leaves out. */
    record UndoSkips(GroupId id) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.bringBack(id, state, caller, moment);
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
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.run(id, task, Duration.ZERO, key, state, caller, moment);
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return state.group(id);
        }
    }

    /**
     * The same after a while. Not a {@link RunNow}, which an older node would take for one of now.
     *
     * @param in from {@link #LEAST_IN} to {@link #MOST_IN} seconds
     */
    record RunLater(GroupId id, Optional<TaskName> task, int in, Optional<String> key) implements Change {
        public static final int LEAST_IN = 1;
        public static final int MOST_IN = 604_800;

        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.run(id, task, Duration.ofSeconds(in), key, state, caller, moment);
        }

        @Override
        public Optional<Group> answer(DeviceState state) {
            return state.group(id);
        }
    }

    /** Ends the group's runs: calls off those to come and withdraws those that are due and still open. */
    record CallOffRuns(GroupId id) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.callOff(id, state, caller, moment);
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
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            Decision decision = change.decide(state, caller, moment);
            if (decision instanceof Decision.Refused || decision instanceof Decision.Repeated) return decision;
            return state.group(group).map(Group::tag).filter(tags::contains).isPresent()
                    ? decision
                    : new Decision.Refused(Problem.STALE);
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

    /**
     * What an administrator says of the device itself. What it does not name stays.
     *
     * @param timeZone an IANA name; null: the service's
     * @param pausedUntil local date and time
     * @param calendar the one to follow, in the version that was the latest when it was asked for
     */
    record EditDevice(
            Edit<String> timeZone,
            Edit<Location> location,
            Edit<String> label,
            Edit<Days> days,
            Edit<LocalDateTime> pausedUntil,
            Edit<Calendar> calendar)
            implements Change {
        /** What an older node sends in another form must fail, not pass for nothing. */
        public EditDevice {
            Objects.requireNonNull(timeZone);
            calendar = Edit.orUnnamed(calendar);
        }

        /** The calendar stays. */
        public EditDevice(
                Edit<String> timeZone,
                Edit<Location> location,
                Edit<String> label,
                Edit<Days> days,
                Edit<LocalDateTime> pausedUntil) {
            this(timeZone, location, label, days, pausedUntil, Edit.unnamed());
        }

        /** The calendar alone. */
        public static EditDevice following(@Nullable Calendar calendar) {
            return new EditDevice(
                    Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.to(calendar));
        }

        /** The zone alone. */
        public static EditDevice zone(@Nullable String zone) {
            return new EditDevice(Edit.to(zone), Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.unnamed());
        }

        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return DeviceUpdate.decide(this, state, caller, moment);
        }

        DeviceSettings of(DeviceSettings old) {
            return new DeviceSettings(
                    location.of(old.location()),
                    label.of(old.label()),
                    days.of(old.days()),
                    pausedUntil.of(old.pausedUntil()),
                    calendar(old.calendar()));
        }

        /** Whoever asked may not have heard of the latest version, which the device runs by already. */
        private @Nullable Calendar calendar(@Nullable Calendar old) {
            Calendar next = calendar.of(old);
            return next != null && old != null && next.isBefore(old) ? old : next;
        }

        @Override
        public Optional<Calendar> needs() {
            return Optional.ofNullable(calendar.value());
        }
    }

    /** The calendar that the device follows has a new version; changes nothing where it follows another by now. */
    record TakeCalendar(Calendar calendar) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return DeviceUpdate.decide(this, state, caller, moment);
        }

        @Override
        public Optional<Calendar> needs() {
            return Optional.of(calendar);
        }
    }

    record ClearDevice() implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
            if (!state.isListed() && state.creations().isEmpty()) return new Decision.Unchanged();
            return new Decision.Accepted(new DeviceCleared(moment.at()));
        }
    }

    record BindUser(UserId user) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
            if (state.users().contains(user)) return new Decision.Unchanged();
            if (state.users().size() == Limits.MAX_USERS) return new Decision.Refused(Problem.TOO_MANY_USERS);
            return new Decision.Accepted(new UserBound(user, moment.at()));
        }

        @Override
        public boolean mayEnd() {
            return false;
        }
    }

    record UnbindUser(UserId user) implements Change {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
            if (!state.users().contains(user)) return new Decision.Unchanged();
            return new Decision.Accepted(new UserUnbound(user, moment.at()));
        }

        @Override
        public boolean mayEnd() {
            return false;
        }
    }
}
