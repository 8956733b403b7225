package io.carillon.device;

import akka.actor.typed.ActorRef;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.GroupId;

/** What can be said to a device. Every command with a {@code replyTo} is answered once. */
public interface DeviceCommand {
    /** Somebody wishes the device changed. Answers {@link Reply.OneGroup}, {@link Reply.Done} or {@link Reply.No}. */
    record ChangeDevice(Change change, Caller caller, ActorRef<Reply> replyTo)
            implements DeviceCommand, CborSerializable {}

    /** Answers {@link Reply.OneGroup} or {@link Reply.No}. */
    record ReadGroup(GroupId group, Caller caller, ActorRef<Reply> replyTo)
            implements DeviceCommand, CborSerializable {}

    /** Answers {@link Reply.Groups} or {@link Reply.No}. */
    record ListGroups(Caller caller, ActorRef<Reply> replyTo) implements DeviceCommand, CborSerializable {}

    /** Answers {@link Reply.Device} or {@link Reply.No}. */
    record ReadDevice(Caller caller, ActorRef<Reply> replyTo) implements DeviceCommand, CborSerializable {}

    /** Answers {@link Reply.Bindings} or {@link Reply.No}. */
    record ReadBindings(Caller caller, ActorRef<Reply> replyTo) implements DeviceCommand, CborSerializable {}

    /**
     * Answers {@link Reply.Fires} or {@link Reply.No}.
     *
     * @param limit 1 to 100, for each list
     */
    record ReadFires(GroupId group, int limit, Caller caller, ActorRef<Reply> replyTo)
            implements DeviceCommand, CborSerializable {}

    /** A nudge: read your row. Carries nothing, may be lost, repeated or late. */
    record Wake() implements DeviceCommand, CborSerializable {}
}
