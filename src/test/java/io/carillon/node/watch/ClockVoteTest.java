package io.carillon.node.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.carillon.wakeup.NodeClocks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockVoteTest {
    private static final Config CONFIG = ConfigFactory.parseString(
                    "akka.actor.provider = cluster, akka.remote.artery.canonical {hostname = 127.0.0.1, port = 0},"
                            + " akka.cluster.jmx.enabled = off")
            .withFallback(ConfigFactory.load("serialization"));

    private final List<ActorTestKit> kits = Stream.generate(() -> ActorTestKit.create("ClockVoteTest", CONFIG))
            .limit(3)
            .toList();

    @AfterEach
    void stop() {
        kits.forEach(ActorTestKit::shutdownTestKit);
    }

    /** The first node's own clock is an hour behind: the two others outvote it, and it tells its own to them. */
    @Test
    void theClocksOfTwoNodesOfThreeAreAMajorityForEachOfThem() {
        Cluster first = Cluster.get(kits.get(0).system());
        List<NodeClocks> votes = kits.stream()
                .map(kit -> ClockVote.among(
                        Cluster.get(kit.system()),
                        kit == kits.get(0) ? () -> Instant.now().minusSeconds(3600) : Instant::now,
                        kit.system()))
                .toList();
        kits.forEach(kit -> Cluster.get(kit.system())
                .manager()
                .tell(Join.create(first.selfMember().address())));
        for (NodeClocks vote : votes)
            await().atMost(Duration.ofSeconds(60)).until(() -> vote.confirm(Instant.now(), Duration.ofSeconds(5)));
        for (NodeClocks vote : votes)
            assertThat(vote.confirm(Instant.now().minusSeconds(3600), Duration.ofSeconds(5)))
                    .isFalse();
    }
}
