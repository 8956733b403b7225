package io.carillon.schedule;

import io.carillon.schedule.GroupChange.CreateGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A question about a device. Users who are not bound to it learn nothing (contract 1). */
public sealed interface Query {
    Reply HIDDEN = new Reply.No(Problem.HIDDEN);

    /** @param service the timing of devices that have no zone of their own */
    Reply answer(DeviceState state, Caller caller, Timing service, Instant now);

    /** Answers {@link Reply.OneGroup}. */
    record ReadGroup(GroupId group) implements Query {
        @Override
        public Reply answer(DeviceState state, Caller caller, Timing service, Instant now) {
            return visible(state, group, caller)
                    .<Reply>map(found -> new Reply.OneGroup(found, false, null))
                    .orElse(HIDDEN);
        }
    }

    /** Answers {@link Reply.Groups}. */
    record ListGroups() implements Query {
        @Override
        public Reply answer(DeviceState state, Caller caller, Timing service, Instant now) {
            if (!caller.boundTo(state)) return HIDDEN;
            return new Reply.Groups(state.groups().stream()
                    .sorted(Comparator.comparing(Group::createdAt).reversed())
                    .toList());
        }
    }

    /** Answers {@link Reply.Device}. */
    record ReadDevice() implements Query {
        @Override
        public Reply answer(DeviceState state, Caller caller, Timing service, Instant now) {
            if (!caller.admin() && !caller.boundTo(state)) return HIDDEN;
            String zone = state.zone();
            return new Reply.Device(
                    zone == null ? service.zone().getId() : zone, state.groups().size(), state.settings());
        }
    }

    /** Answers {@link Reply.Bindings}. */
    record ReadBindings() implements Query {
        @Override
        public Reply answer(DeviceState state, Caller caller, Timing service, Instant now) {
            if (!caller.admin()) return new Reply.No(Problem.NOT_ADMIN);
            return new Reply.Bindings(state.users().stream()
                    .sorted(Comparator.comparing(UserId::value))
                    .toList());
        }
    }

    /**
     * Answers {@link Reply.Fires} with the occurrences to come; those that are due or past come from the tables.
     *
     * @param group null: all of the device's
     * @param limit with {@code from} and {@code to}: see {@link Excerpt}
     */
    record ReadFires(@Nullable GroupId group, int limit, @Nullable Instant from, @Nullable Instant to)
            implements Query {
        public static ReadFires of(@Nullable GroupId group, Excerpt wanted) {
            return new ReadFires(group, wanted.limit(), wanted.from(), wanted.to());
        }

        public Excerpt wanted() {
            return new Excerpt(limit, from, to);
        }

        @Override
        public Reply answer(DeviceState state, Caller caller, Timing service, Instant now) {
            boolean may = caller.boundTo(state) || group == null && caller.admin();
            List<Group> groups = groups(state);
            if (!may || group != null && groups.isEmpty()) return HIDDEN;
            return new Reply.Fires(Upcoming.of(state, groups, service, now, wanted()), List.of());
        }

        /** @param moment now, and what has its verdict */
        public List<Upcoming> due(DeviceState state, Moment moment, Set<Occurrence> waiting) {
            return Upcoming.due(state, groups(state), moment, waiting, wanted());
        }

        private List<Group> groups(DeviceState state) {
            return group == null ? state.groups() : state.group(group).stream().toList();
        }
    }

    /**
     * Answers {@link Reply.Preview}: what a group would do if it were created now. Stores nothing.
     *
     * @param days 1 to 400 periods of 24 hours
     */
    record PreviewGroup(CreateGroup group, int days) implements Query {
        private static final int MOST = 1000;

        @Override
        public Reply answer(DeviceState state, Caller caller, Timing service, Instant now) {
            return caller.boundTo(state) ? on(state, service, now) : HIDDEN;
        }

        /** The same for a device in that state, without a check of the caller. */
        public Reply on(DeviceState state, Timing service, Instant now) {
            Optional<Timing> timing = state.timing(service);
            if (timing.isEmpty()) return new Reply.No(Problem.UNAVAILABLE);
            Optional<Problem> over = DatesCheck.endIsOver(group.dates(), timing.get(), now);
            if (over.isPresent()) return new Reply.No(over.get());
            Group made = group.made(timing.get(), Moment.toMillis(now));
            Excerpt wanted = new Excerpt(MOST, null, now.plus(Duration.ofDays(days)));
            List<Group> alone = List.of(made);
            return new Reply.Preview(made, Upcoming.of(state.withOnly(made), alone, service, now, wanted));
        }
    }

    private static Optional<Group> visible(DeviceState state, GroupId group, Caller caller) {
        return caller.boundTo(state) ? state.group(group) : Optional.empty();
    }
}
