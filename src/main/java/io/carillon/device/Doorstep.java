package io.carillon.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.StashBuffer;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.device.DeviceCommand.Wake;
import io.carillon.schedule.DeviceId;

/**
 * The behavior of a device before recovery. The first caller, or a nudge where the node has room, turns it into the
 * device itself.
 */
final class Doorstep {
    private final DeviceId id;
    private final DeviceParts parts;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final Behavior<DeviceCommand> device;
    private final StashBuffer<DeviceCommand> first;

    private Doorstep(
            DeviceId id,
            DeviceParts parts,
            ActorRef<ClusterSharding.ShardCommand> shard,
            Behavior<DeviceCommand> device,
            StashBuffer<DeviceCommand> first) {
        this.id = id;
        this.parts = parts;
        this.shard = shard;
        this.device = device;
        this.first = first;
    }

    static Behavior<DeviceCommand> create(
            DeviceId id,
            DeviceParts parts,
            ActorRef<ClusterSharding.ShardCommand> shard,
            Behavior<DeviceCommand> device) {
        return Behaviors.withStash(1, first -> {
            Doorstep doorstep = new Doorstep(id, parts, shard, device, first);
            return Behaviors.receive(doorstep::on);
        });
    }

    private Behavior<DeviceCommand> on(ActorContext<DeviceCommand> context, DeviceCommand message) {
        if (message == Doorkeeper.Call.STOP) return Behaviors.stopped();
        if (message instanceof Wake wake && parts.room().isFull()) {
            parts.counts().turnedAway.increment();
            wake.from().tell(new TurnedAway(id));
            shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
            return Behaviors.same();
        }
        first.stash(message);
        return first.unstashAll(device);
    }
}
