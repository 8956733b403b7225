package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.Address;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.carillon.node.Founding.AreYouIn;
import io.carillon.node.Founding.Message;
import io.carillon.node.Founding.Told;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FoundingTest {
    private final List<ActorTestKit> nodes =
            Stream.generate(FoundingTest::node).limit(3).toList();
    private final List<Address> seeds =
            nodes.stream().map(node -> cluster(node).selfMember().address()).toList();

    @AfterEach
    void stop() {
        nodes.forEach(ActorTestKit::shutdownTestKit);
    }

    @Test
    void theFirstSeedFoundsNoClusterWhileNoMajorityAnswersAndThenDoes() {
        AtomicInteger questions = new AtomicInteger();
        nodes.get(1).system().systemActorOf(silentFor(6, questions), Founding.NAME, Props.empty());
        start(0);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            if (questions.get() <= 6) assertThat(isUp(0)).isFalse();
            return isUp(0);
        });
        assertThat(questions).hasValueGreaterThan(6);
    }

    @Test
    void aSeedThatIsInAClusterIsFollowed() {
        cluster(nodes.get(1)).manager().tell(Join.create(seeds.get(1)));
        await().until(() -> isUp(1));
        start(1);
        start(0);
        await().atMost(Duration.ofSeconds(30)).until(() -> members(0) == 2 && members(1) == 2);
    }

    @Test
    void seedsThatStartTogetherAreOneCluster() {
        for (int node = 2; node >= 0; node--) start(node);
        await().atMost(Duration.ofSeconds(30)).until(() -> Stream.of(0, 1, 2).allMatch(node -> members(node) == 3));
    }

    @Test
    void aSingleSeedIsAClusterAtOnce() {
        Founding.byWayOf(
                seeds.subList(0, 1), cluster(nodes.get(0)), nodes.get(0).system());
        await().until(() -> isUp(0));
    }

    private void start(int node) {
        Founding.byWayOf(seeds, cluster(nodes.get(node)), nodes.get(node).system());
    }

    private Behavior<Message> silentFor(int silent, AtomicInteger questions) {
        return Behaviors.receive(Message.class)
                .onMessage(AreYouIn.class, question -> {
                    if (questions.incrementAndGet() > silent) question.replyTo().tell(new Told(seeds.get(1), false));
                    return Behaviors.same();
                })
                .build();
    }

    private boolean isUp(int node) {
        return cluster(nodes.get(node)).selfMember().status() == MemberStatus.up();
    }

    private long members(int node) {
        return StreamSupport.stream(
                        cluster(nodes.get(node)).state().getMembers().spliterator(), false)
                .filter(member -> member.status() == MemberStatus.up())
                .count();
    }

    private static Cluster cluster(ActorTestKit node) {
        return Cluster.get(node.system());
    }

    private static ActorTestKit node() {
        Config config = ConfigFactory.parseString(
                        """
                        akka.actor.provider = cluster
                        akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }
                        akka.cluster.seed-node-timeout = 1s
                        akka.cluster.jmx.enabled = off
                        """)
                .withFallback(ConfigFactory.load("serialization"));
        return ActorTestKit.create("carillon", config);
    }
}
