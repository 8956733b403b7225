package io.carillon.node.watch;

import akka.actor.Address;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.ClusterEvent.MemberDowned;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberLeft;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.ClusterEvent.MemberUp;
import akka.cluster.ClusterEvent.ReachabilityEvent;
import akka.cluster.ClusterEvent.ReachableMember;
import akka.cluster.ClusterEvent.UnreachableMember;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import io.carillon.device.ShardedDevices.Residents;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Logs who joined the cluster, left it, was removed or is unreachable, and how many shards are here. */
public final class ClusterLog extends AbstractBehavior<ClusterLog.Message> {
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** How often to count the shards after a change of members: at other times they only start, one by one. */
    private static final int LOOKS = 12;

    public sealed interface Message {}

    private enum Timer implements Message {
        LOOK
    }

    private record Membership(MemberEvent event) implements Message {}

    private record Reachability(ReachabilityEvent event) implements Message {}

    /** @param here null where there was no answer in time */
    private record Counted(@Nullable Residents here) implements Message {}

    private final Supplier<CompletionStage<Map<Address, Residents>>> residents;
    private final Address self;
    private int looks;
    private int said;
    private int seen;

    private ClusterLog(ActorContext<Message> context, Supplier<CompletionStage<Map<Address, Residents>>> residents) {
        super(context);
        context.setLoggerName(ClusterLog.class);
        this.residents = residents;
        Cluster cluster = Cluster.get(context.getSystem());
        self = cluster.selfMember().address();
        cluster.subscriptions()
                .tell(Subscribe.create(context.messageAdapter(MemberEvent.class, Membership::new), MemberEvent.class));
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(ReachabilityEvent.class, Reachability::new), ReachabilityEvent.class));
    }

    /** @param residents of each node; never fails */
    public static Behavior<Message> create(Supplier<CompletionStage<Map<Address, Residents>>> residents) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Timer.LOOK, LOOK);
            return new ClusterLog(context, residents);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Membership.class, this::onMembership)
                .onMessage(Reachability.class, this::onReachability)
                .onMessageEquals(Timer.LOOK, this::look)
                .onMessage(Counted.class, this::onCounted)
                .build();
    }

    private Behavior<Message> onMembership(Membership told) {
        MemberEvent event = told.event();
        looks = LOOKS;
        if (event instanceof MemberUp) say("{} is a member", event.member());
        else if (event instanceof MemberLeft) say("{} leaves", event.member());
        else if (event instanceof MemberDowned) warn("{} is removed, its shards move", event.member());
        else if (event instanceof MemberRemoved removed && removed.previousStatus() != MemberStatus.down())
            say("{} has left", event.member());
        return this;
    }

    private Behavior<Message> onReachability(Reachability told) {
        if (told.event() instanceof UnreachableMember gone) warn("{} is unreachable", gone.member());
        else if (told.event() instanceof ReachableMember back) say("{} is reachable again", back.member());
        return this;
    }

    private void say(String what, Member member) {
        getContext().getLog().info(what, name(member));
    }

    private void warn(String what, Member member) {
        getContext().getLog().warn(what, name(member));
    }

    private static String name(Member member) {
        return member.address().hostPort();
    }

    private Behavior<Message> look() {
        if (looks == 0) return this;
        looks--;
        getContext().pipeToSelf(residents.get(), (all, failed) -> new Counted(all == null ? null : all.get(self)));
        return this;
    }

    /** Logs the number once it is stable: each shard that moves in a rebalance is not worth a line. */
    private Behavior<Message> onCounted(Counted counted) {
        Residents here = counted.here();
        int shards = here == null ? seen : here.shards();
        if (shards == seen && shards != said) {
            getContext().getLog().info("{} shards are here, {} were", shards, said);
            said = shards;
        }
        seen = shards;
        return this;
    }
}
