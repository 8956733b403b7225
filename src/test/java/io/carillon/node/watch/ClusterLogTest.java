package io.carillon.node.watch;

import static org.awaitility.Awaitility.await;

import akka.actor.Address;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import akka.cluster.typed.Leave;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.carillon.device.ShardedDevices.Residents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In a cluster of two real nodes, as seen by the first. */
class ClusterLogTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Config CONFIG = ConfigFactory.parseString(
                    "akka.actor.provider = cluster, akka.remote.artery.canonical {hostname = 127.0.0.1, port = 0},"
                            + " akka.cluster.jmx.enabled = off, akka.actor.testkit.typed.filter-leeway = 180 s")
            .withFallback(ConfigFactory.load("serialization"));

    private final List<ActorTestKit> kits = Stream.generate(() -> ActorTestKit.create("ClusterLogTest", CONFIG))
            .limit(2)
            .toList();
    private final ActorTestKit first = kits.get(0);
    private final Cluster firstNode = Cluster.get(first.system());
    private final Cluster secondNode = Cluster.get(kits.get(1).system());
    private final Address address = secondNode.selfMember().address();
    private final String second = address.hostPort();
    private volatile int shards = 100;

    @AfterEach
    void stop() {
        kits.forEach(ActorTestKit::shutdownTestKit);
    }

    @Test
    void whoJoinsAndLeavesIsALineEachAndSoIsANodesNewShareOfShards() {
        begin();
        says("100 shards are here, 0 were", () -> says(second + " is a member", this::join));
        says("50 shards are here, 100 were", () -> shards = 50);
        says(
                second + " has left",
                () -> says(second + " leaves", () -> firstNode.manager().tell(Leave.create(address))));
    }

    @Test
    void whoIsLostIsAWarningOnceItIsRemoved() {
        begin();
        says(second + " is a member", this::join);
        LoggingTestKit.warn(second + " is removed, its shards move").expect(first.system(), () -> {
            firstNode.manager().tell(new Down(address));
            return true;
        });
    }

    private void begin() {
        Address self = firstNode.selfMember().address();
        firstNode.manager().tell(Join.create(self));
        await().atMost(PATIENCE).until(() -> firstNode.selfMember().status() == MemberStatus.up());
        first.spawn(ClusterLog.create(
                () -> CompletableFuture.completedFuture(Map.of(self, new Residents(shards, 10 * shards)))));
    }

    private void join() {
        secondNode.manager().tell(Join.create(firstNode.selfMember().address()));
    }

    private void says(String line, Runnable when) {
        LoggingTestKit.info(line).expect(first.system(), () -> {
            when.run();
            return true;
        });
    }
}
