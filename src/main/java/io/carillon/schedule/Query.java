package io.carillon.schedule;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What somebody outside wants to know of a device. Nobody learns of what he is not bound to (contract 1). */
public sealed interface Query {
    Reply HIDDEN = new Reply.No(Problem.HIDDEN);

    /** @param service the timing of devices that have no zone of their own */
    Reply answer(DeviceState state, Caller caller, Timing service, Instant now);

    /** Answers {@link Reply.OneGroup}. */
    record ReadGroup(GroupId group) implements Query {
        @Override
        public Reply answer(DeviceState state, Caller caller, Timing service, Instant now) {
            return visible(state, group, caller)
                    .<Reply>map(found -> new Reply.OneGroup(found, false))
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
     * Answers {@link Reply.Fires}; here, what is to come. What has been is the firing log's to say.
     *
     * @param limit 1 to 100, for each list
     */
    record ReadFires(GroupId group, int limit) implements Query {
        @Override
        public Reply answer(DeviceState state, Caller caller, Timing service, Instant now) {
            return visible(state, group, caller)
                    .<Reply>map(found -> new Reply.Fires(Upcoming.of(state, found, service, now, limit), List.of()))
                    .orElse(HIDDEN);
        }
    }

    private static Optional<Group> visible(DeviceState state, GroupId group, Caller caller) {
        return caller.boundTo(state) ? state.group(group) : Optional.empty();
    }
}
