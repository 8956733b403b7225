package io.carillon.device;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.carillon.device.DeviceCommand.Asked;
import io.carillon.device.DeviceCommand.Wake;
import io.carillon.schedule.Input;

/**
 * Intercepts the messages of the persistent behavior, which stashes everything while it persists, a stop message
 * included, and drops its stash when it stops. Here callers wait for their turn, each gets an answer, and a stop message is
 * seen at once.
 */
final class Doorkeeper extends BehaviorInterceptor<DeviceCommand, DeviceCommand> {
    /** Messages that only the doorkeeper sees. */
    enum Call implements DeviceCommand {
        /** The device may be able to take the next caller, or to stop. */
        NEXT,
        /** Stop once what is in flight has finished. */
        STOP,
        STOP_NOW,
        IDLE,
        /** A device without events was asked for something. */
        FORGET
    }

    static final InputTold STOPPED = new InputTold(new Input.Stopped());

    private final Device device;

    Doorkeeper(Device device) {
        super(DeviceCommand.class);
        this.device = device;
    }

    @Override
    public Behavior<DeviceCommand> aroundReceive(
            TypedActorContext<DeviceCommand> context, DeviceCommand message, ReceiveTarget<DeviceCommand> target) {
        if (message instanceof Call call) return on(call, context, target);
        if (message instanceof CalendarRead read) {
            device.read(read);
            return after(Behaviors.same());
        }
        if (!(message instanceof Wake) || device.fires()) device.residence().heard();
        if (message instanceof Asked asked && !device.admits(asked)) return Behaviors.same();
        if (message instanceof Wake && !device.wakes()) return Behaviors.same();
        return after(target.apply(context, message));
    }

    private Behavior<DeviceCommand> on(
            Call call, TypedActorContext<DeviceCommand> context, ReceiveTarget<DeviceCommand> target) {
        if (call == Call.NEXT) {
            Asked next = device.nextCaller();
            return after(next == null ? Behaviors.same() : target.apply(context, next));
        }
        if (call == Call.IDLE) device.residence().look();
        else if (call == Call.FORGET) device.forget();
        else if (call == Call.STOP_NOW) return Behaviors.stopped();
        else if (device.end()) return after(target.apply(context, STOPPED));
        return after(Behaviors.same());
    }

    private Behavior<DeviceCommand> after(Behavior<DeviceCommand> next) {
        if (device.hasEnded()) return Behaviors.stopped();
        device.callNext();
        device.makeRoom();
        return next;
    }

    @Override
    public Behavior<DeviceCommand> aroundSignal(
            TypedActorContext<DeviceCommand> context, Signal signal, SignalTarget<DeviceCommand> target) {
        if (signal instanceof PostStop) device.stopped();
        return target.apply(context, signal);
    }
}
