package io.carillon.device;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.sharding.ShardRegion.ClusterShardingStats;
import akka.cluster.sharding.ShardRegion.ShardRegionStats;
import akka.cluster.sharding.typed.ClusterShardingQuery;
import akka.cluster.sharding.typed.GetClusterShardingStats;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.carillon.device.DeviceCommand.AskDevice;
import io.carillon.device.DeviceCommand.ChangeDevice;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Input;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Query;
import io.carillon.schedule.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The devices as entities of Akka Cluster Sharding. */
public final class ShardedDevices implements Devices, AnsweringDevices {
    /**
     * Suits 3 to 30 nodes; must never change in a running cluster. All devices of a shard belong to one poller slice.
     */
    private static final int SHARDS = 256;

    /** Shorter than Akka HTTP's own timeout, whose answer lacks our envelope. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(9);

    private static final EntityTypeKey<DeviceCommand> TYPE = EntityTypeKey.create(DeviceCommand.class, "device");

    private static final Duration COUNT_WITHIN = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final ClusterSharding sharding;
    private final InstantSource clock;

    /** Starts the node's shard region. */
    public ShardedDevices(ActorSystem<?> system, DeviceParts parts) {
        this.system = system;
        clock = parts.clock();
        sharding = ClusterSharding.get(system);
        sharding.init(Entity.of(
                        TYPE,
                        entity -> DeviceEntity.create(new DeviceId(entity.getEntityId()), parts, entity.getShard()))
                .withStopMessage(Doorkeeper.Call.STOP)
                .withMessageExtractor(new ByDevice()));
    }

    @Override
    public CompletionStage<Reply> change(DeviceId device, Change change, Caller caller) {
        return ask(device, (deadline, replyTo) -> new ChangeDevice(change, caller, deadline, replyTo));
    }

    @Override
    public CompletionStage<Reply> ask(DeviceId device, Query query, Caller caller) {
        return ask(device, (deadline, replyTo) -> new AskDevice(query, caller, deadline, replyTo));
    }

    private CompletionStage<Reply> ask(DeviceId device, BiFunction<Instant, ActorRef<Reply>, DeviceCommand> command) {
        Instant deadline = clock.instant().plus(ANSWER_WITHIN);
        return sharding.entityRefFor(TYPE, device.value())
                .<Reply>ask(replyTo -> command.apply(deadline, replyTo), ANSWER_WITHIN)
                .exceptionally(failure -> new Reply.No(Problem.UNAVAILABLE));
    }

    @Override
    public CompletionStage<AnswerTaken> take(DeviceId device, Input.Answered answer) {
        return sharding.entityRefFor(TYPE, device.value())
                .ask(replyTo -> new DeviceCommand.TakeAnswer(answer, replyTo), ANSWER_WITHIN);
    }

    @Override
    public void hail(DeviceId device) {
        sharding.entityRefFor(TYPE, device.value()).tell(new DeviceCommand.Hail());
    }

    @Override
    public void wake(DeviceId device, ActorRef<TurnedAway> from) {
        sharding.entityRefFor(TYPE, device.value()).tell(new DeviceCommand.Wake(from));
    }

    /**
     * The shards and devices of each node. The stage never fails: nodes that do not answer in time are missing from the
     * map.
     */
    public CompletionStage<Map<Address, Residents>> residents() {
        return AskPattern.<ClusterShardingQuery, ClusterShardingStats>ask(
                        sharding.shardState(),
                        replyTo -> new GetClusterShardingStats(TYPE, COUNT_WITHIN, replyTo),
                        COUNT_WITHIN.multipliedBy(2),
                        system.scheduler())
                .thenApply(stats -> stats.getRegions().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, region -> Residents.of(region.getValue()))))
                .exceptionally(failure -> Map.of());
    }

    /**
     * A node's share of shards and devices in memory.
     *
     * @param shards started there
     */
    public record Residents(int shards, int devices) {
        private static Residents of(ShardRegionStats region) {
            Collection<Object> devices = region.getStats().values();
            return new Residents(
                    devices.size(),
                    devices.stream().mapToInt(count -> (Integer) count).sum());
        }
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
