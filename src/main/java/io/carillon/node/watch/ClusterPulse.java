package io.carillon.node.watch;

import akka.Done;
import akka.NotUsed;
import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.pubsub.Topic;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.stream.KillSwitches;
import akka.stream.OverflowStrategy;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Source;
import akka.stream.typed.javadsl.ActorSource;
import io.carillon.device.ShardedDevices;
import io.carillon.device.ShardedDevices.Residents;
import io.carillon.http.ClusterNews;
import io.carillon.http.ClusterNews.Nodes;
import io.carillon.http.ClusterNews.Told;
import io.carillon.http.ClusterWatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Each second every node sends the others its firings and what it reaches; followers also get the last hour, the nodes
 * and their shards.
 */
public final class ClusterPulse implements ClusterWatch {
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(2);
    /** News kept for a slow reader; beyond it the oldest is dropped. */
    private static final int BACKLOG = 128;

    private final ShardedDevices devices;
    private final InstantSource clock;
    private final Cluster cluster;
    private final Tally tally;
    private final Pulse pulse;
    private final ActorRef<Topic.Command<Told>> topic;
    private final ActorRef<Watcher.Message> watcher;
    private final SharedKillSwitch untilStopped = KillSwitches.shared("cluster-watches");

    public ClusterPulse(ActorSystem<?> system, Tally tally, Pulse pulse, ShardedDevices devices, InstantSource clock) {
        this.tally = tally;
        this.devices = devices;
        this.clock = clock;
        cluster = Cluster.get(system);
        this.pulse = pulse;
        topic = system.systemActorOf(Topic.create(Told.class, "cluster-news"), "pulse", Props.empty());
        watcher = system.systemActorOf(Watcher.create(topic, clock), "cluster-watcher", Props.empty());
        system.scheduler().scheduleAtFixedRate(BEAT, BEAT, this::beat, system.executionContext());
        CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "end-watches", () -> {
            untilStopped.shutdown();
            return CompletableFuture.completedFuture(Done.getInstance());
        });
    }

    private void beat() {
        String self = hostAndPort(cluster.selfMember().address());
        tally.take(self, clock.instant()).ifPresent(second -> topic.tell(Topic.publish(second)));
        topic.tell(Topic.publish(pulse.beat(self)));
    }

    @Override
    public Source<ClusterNews, NotUsed> follow() {
        Source<ClusterNews, NotUsed> nodes = Source.tick(Duration.ZERO, LOOK, NotUsed.getInstance())
                .mapMaterializedValue(ticks -> NotUsed.getInstance())
                .mapAsync(1, tick -> nodes());
        return told().merge(nodes).via(untilStopped.flow());
    }

    private Source<ClusterNews, NotUsed> told() {
        return ActorSource.<ClusterNews>actorRef(
                        news -> false, news -> Optional.empty(), BACKLOG, OverflowStrategy.dropHead())
                .mapMaterializedValue(follower -> {
                    watcher.tell(new Watcher.Follow(follower));
                    return NotUsed.getInstance();
                });
    }

    private CompletionStage<ClusterNews> nodes() {
        return devices.residents().thenApply(residents -> {
            CurrentClusterState state = cluster.state();
            List<Member> members = StreamSupport.stream(state.getMembers().spliterator(), false)
                    .sorted(Comparator.comparing(Member::address, Member.addressOrdering()))
                    .toList();
            Optional<Member> oldest = members.stream()
                    .filter(member -> member.status() == MemberStatus.up())
                    .min((one, other) -> one.isOlderThan(other) ? -1 : 1);
            return new Nodes(members.stream()
                    .map(member -> node(
                            member,
                            !state.getUnreachable().contains(member),
                            oldest.filter(member::equals).isPresent(),
                            residents.get(member.address())))
                    .toList());
        });
    }

    private static ClusterNews.Node node(
            Member member, boolean reachable, boolean oldest, @Nullable Residents residents) {
        return new ClusterNews.Node(
                hostAndPort(member.address()),
                member.status().toString().toLowerCase(Locale.ROOT),
                reachable,
                oldest,
                member.appVersion().version(),
                residents == null ? null : residents.shards(),
                residents == null ? null : residents.devices());
    }

    private static String hostAndPort(Address address) {
        return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
    }
}
