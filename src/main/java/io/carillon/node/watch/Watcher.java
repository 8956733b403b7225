package io.carillon.node.watch;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.pubsub.Topic;
import akka.cluster.ClusterEvent.MemberDowned;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.ClusterEvent.MemberUp;
import akka.cluster.ClusterEvent.ReachabilityEvent;
import akka.cluster.ClusterEvent.UnreachableMember;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import io.carillon.http.ClusterNews;
import io.carillon.http.ClusterNews.Happened;
import io.carillon.http.ClusterNews.Health;
import io.carillon.http.ClusterNews.Second;
import io.carillon.http.ClusterNews.Told;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/** Keeps the last hour of all nodes; each follower is sent it and then all news, without gaps or duplicates. */
final class Watcher extends AbstractBehavior<Watcher.Message> {
    sealed interface Message {}

    record Follow(ActorRef<ClusterNews> follower) implements Message {}

    private record Heard(Told told) implements Message {}

    private record Membership(MemberEvent event) implements Message {}

    private record Reachability(ReachabilityEvent event) implements Message {}

    private final InstantSource clock;
    private final Hour hour;
    private final Set<ActorRef<ClusterNews>> followers = new HashSet<>();

    private Watcher(ActorContext<Message> context, ActorRef<Topic.Command<Told>> topic, InstantSource clock) {
        super(context);
        this.clock = clock;
        hour = new Hour(clock.instant());
        topic.tell(Topic.subscribe(context.messageAdapter(Told.class, Heard::new)));
        Cluster cluster = Cluster.get(context.getSystem());
        cluster.subscriptions()
                .tell(Subscribe.create(context.messageAdapter(MemberEvent.class, Membership::new), MemberEvent.class));
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(ReachabilityEvent.class, Reachability::new), ReachabilityEvent.class));
    }

    static Behavior<Message> create(ActorRef<Topic.Command<Told>> topic, InstantSource clock) {
        return Behaviors.setup(context -> new Watcher(context, topic, clock));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Follow.class, this::onFollow)
                .onMessage(Heard.class, this::onHeard)
                .onMessage(Membership.class, this::onMembership)
                .onMessage(Reachability.class, this::onReachability)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Message> onFollow(Follow follow) {
        follow.follower().tell(hour.history(clock.instant()));
        hour.health().forEach(follow.follower()::tell);
        getContext().watch(follow.follower());
        followers.add(follow.follower());
        return this;
    }

    private Behavior<Message> onTerminated(Terminated gone) {
        followers.removeIf(one -> one.equals(gone.getRef()));
        return this;
    }

    private Behavior<Message> onHeard(Heard heard) {
        if (heard.told() instanceof Second second) hour.add(second);
        else if (heard.told() instanceof Health health) hour.add(health).forEach(this::pass);
        pass(heard.told());
        return this;
    }

    private Behavior<Message> onMembership(Membership told) {
        MemberEvent event = told.event();
        if (event instanceof MemberUp) happened("up", event.member());
        else if (event instanceof MemberDowned) happened("down", event.member());
        else if (event instanceof MemberRemoved removed && removed.previousStatus() != MemberStatus.down())
            happened("left", event.member());
        if (event instanceof MemberRemoved) hour.forget(event.member().address().hostPort());
        return this;
    }

    private Behavior<Message> onReachability(Reachability told) {
        boolean away = told.event() instanceof UnreachableMember;
        happened(away ? "unreachable" : "reachable", told.event().member());
        return this;
    }

    private void happened(String what, Member member) {
        Happened one = new Happened(
                clock.instant(),
                what,
                member.address().getHost().orElse("") + ":"
                        + member.address().getPort().orElse(0));
        hour.add(one);
        pass(one);
    }

    private void pass(ClusterNews news) {
        followers.forEach(follower -> follower.tell(news));
    }
}
