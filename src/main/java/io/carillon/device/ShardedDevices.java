package io.carillon.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Problem;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The devices as entities of Akka Cluster Sharding. */
public final class ShardedDevices implements Devices {
    /** Suits 3 to 30 nodes. Fixed for ever while a cluster runs; each shard's devices share one poller slice. */
    private static final int SHARDS = 256;

    /** Before Akka HTTP's own time-out, which knows nothing of our envelope. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(9);

    private static final EntityTypeKey<DeviceCommand> TYPE = EntityTypeKey.create(DeviceCommand.class, "device");

    private final ClusterSharding sharding;

    /** Starts the node's shard region. */
    public ShardedDevices(ActorSystem<?> system, DeviceParts parts) {
        sharding = ClusterSharding.get(system);
        sharding.init(Entity.of(
                        TYPE,
                        entity -> DeviceEntity.create(new DeviceId(entity.getEntityId()), parts, entity.getShard()))
                .withStopMessage(DeviceEntity.Ending.STOP)
                .withMessageExtractor(new ByDevice()));
    }

    @Override
    public CompletionStage<Reply> ask(DeviceId device, Function<ActorRef<Reply>, DeviceCommand> command) {
        return sharding.entityRefFor(TYPE, device.value())
                .ask(command::apply, ANSWER_WITHIN)
                .exceptionally(failure -> new Reply.No(Problem.UNAVAILABLE));
    }

    @Override
    public void wake(DeviceId device) {
        sharding.entityRefFor(TYPE, device.value()).tell(new DeviceCommand.Wake());
    }

    private static final class ByDevice
            extends ShardingMessageExtractor<ShardingEnvelope<DeviceCommand>, DeviceCommand> {
        @Override
        public String entityId(ShardingEnvelope<DeviceCommand> envelope) {
            return envelope.entityId();
        }

        @Override
        public String shardId(String entityId) {
            return Integer.toString(new DeviceId(entityId).spread() % SHARDS);
        }

        @Override
        public DeviceCommand unwrapMessage(ShardingEnvelope<DeviceCommand> envelope) {
            return envelope.message();
        }
    }
}
