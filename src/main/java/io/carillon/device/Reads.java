package io.carillon.device;

import io.carillon.device.DeviceCommand.ListGroups;
import io.carillon.device.DeviceCommand.ReadBindings;
import io.carillon.device.DeviceCommand.ReadDevice;
import io.carillon.device.DeviceCommand.ReadFires;
import io.carillon.device.DeviceCommand.ReadGroup;
import io.carillon.schedule.Caller;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Group;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Timing;
import io.carillon.schedule.UserId;
import java.util.Comparator;
import java.util.Optional;

/** What a device answers to those who only look. Nobody learns of what he is not bound to (contract 1). */
final class Reads {
    private static final Reply HIDDEN = new Reply.No(Problem.HIDDEN);

    private Reads() {}

    static Reply group(ReadGroup read, DeviceState state) {
        return visible(state, read.group(), read.caller())
                .<Reply>map(Reply.OneGroup::new)
                .orElse(HIDDEN);
    }

    static Reply groups(ListGroups read, DeviceState state) {
        if (!read.caller().boundTo(state)) return HIDDEN;
        return new Reply.Groups(state.groups().stream()
                .sorted(Comparator.comparing(Group::createdAt).reversed())
                .toList());
    }

    static Reply device(ReadDevice read, DeviceState state, Timing service) {
        if (!read.caller().admin() && !read.caller().boundTo(state)) return HIDDEN;
        return new Reply.Device(state.timingOr(service).zone(), state.groups().size());
    }

    static Reply bindings(ReadBindings read, DeviceState state) {
        if (!read.caller().admin()) return new Reply.No(Problem.NOT_ADMIN);
        return new Reply.Bindings(state.users().stream()
                .sorted(Comparator.comparing(UserId::value))
                .toList());
    }

    static Optional<Group> firesOf(ReadFires read, DeviceState state) {
        return visible(state, read.group(), read.caller());
    }

    private static Optional<Group> visible(DeviceState state, GroupId group, Caller caller) {
        return caller.boundTo(state) ? state.group(group) : Optional.empty();
    }
}
