package io.carillon.node.watch;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.pubsub.Topic;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import io.carillon.device.CborSerializable;
import io.carillon.wakeup.NodeClocks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Each second every node sends its wall clock's time to all nodes. */
public final class ClockVote {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private ClockVote() {}

    /** The time of a node's wall clock. */
    record Shows(String node, Instant at) implements CborSerializable {}

    /** @param own this machine's wall clock */
    public static NodeClocks among(Cluster cluster, InstantSource own, ActorSystem<?> system) {
        WallClocks clocks = new WallClocks(() -> members(cluster), System::nanoTime);
        ActorRef<Topic.Command<Shows>> topic =
                system.systemActorOf(Topic.create(Shows.class, "wall-clocks"), "wall-clocks", Props.empty());
        ActorRef<Shows> listener = system.systemActorOf(listener(clocks), "clock-vote", Props.empty());
        topic.tell(Topic.subscribe(listener));
        String self = cluster.selfMember().address().hostPort();
        system.scheduler()
                .scheduleAtFixedRate(
                        EVERY,
                        EVERY,
                        () -> topic.tell(Topic.publish(new Shows(self, own.instant()))),
                        system.executionContext());
        return clocks;
    }

    private static Behavior<Shows> listener(WallClocks clocks) {
        return Behaviors.receiveMessage(shows -> {
            clocks.heard(shows.node(), shows.at());
            return Behaviors.same();
        });
    }

    private static Set<String> members(Cluster cluster) {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .map(Member::address)
                .map(address -> address.hostPort())
                .collect(Collectors.toSet());
    }
}
