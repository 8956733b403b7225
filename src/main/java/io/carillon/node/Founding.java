package io.carillon.node;

import static akka.actor.ActorRef.noSender;

import akka.Done;
import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import io.carillon.device.CborSerializable;
import io.carillon.wakeup.Leases;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a node joins a cluster by its seed nodes, and how the cluster keeps its {@link ClusterLease}. A node asks the
 * seeds, and the members that the lease names, whether they are in a cluster, and joins the first that is. A seed
 * founds one once a majority of the seeds, itself included, has answered that it is in none, and the lease is free:
 * released, expired, or held by a cluster all of whose members have answered that they are in none. Without seeds,
 * Cluster Bootstrap joins.
 */
final class Founding extends AbstractBehavior<Founding.Message> {
    static final String NAME = "founding";
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration MEMBER_EVERY = Duration.ofSeconds(5);
    private static final int ASKED_PER_LINE = 10;
    private static final Set<MemberStatus> OUTSIDE =
            Set.of(MemberStatus.removed(), MemberStatus.down(), MemberStatus.exiting());

    sealed interface Message {}

    record AreYouIn(ActorRef<Message> replyTo, int round) implements Message, CborSerializable {}

    /** @param round of the question: answers to earlier rounds may be outdated */
    record Told(Address seed, boolean in, int round) implements Message, CborSerializable {}

    private record Read(Leases.Row lease) implements Message {}

    private record Acquired(boolean mine) implements Message {}

    private record Failed(Throwable why) implements Message {}

    private enum Timer implements Message {
        ASK,
        SHARE
    }

    private enum Signal implements Message {
        SHARED,
        REPLACED
    }

    private final Cluster cluster;
    private final List<Address> seeds;
    private final TimerScheduler<Message> timers;
    private final ClusterLease lease;
    private final Set<Address> outside = new HashSet<>();
    private Leases.@Nullable Row read;
    private @Nullable Address followed;
    private boolean followedIsThere;
    /** From asking for the lease until it is refused; for good if it is granted. */
    private boolean founds;

    private String awaited = "";
    private int asked;

    private Founding(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Cluster cluster,
            List<Address> seeds,
            ClusterLease lease) {
        super(context);
        context.setLoggerName(Founding.class);
        this.cluster = cluster;
        this.seeds = seeds;
        this.timers = timers;
        this.lease = lease;
        timers.startTimerWithFixedDelay(Timer.ASK, Duration.ZERO, EVERY);
    }

    /** @param seeds empty where Cluster Bootstrap joins */
    static void byWayOf(List<Address> seeds, Cluster cluster, ActorSystem<?> system) {
        ClusterLease lease = new ClusterLease(system);
        Behavior<Message> founding = Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Founding(context, timers, cluster, List.copyOf(seeds), lease)));
        system.systemActorOf(founding, NAME, Props.empty());
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseBeforeClusterShutdown(), "leave-lease", () -> lease.leave()
                        .handle((left, failed) -> Done.getInstance()));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Timer.ASK, this::ask)
                .onMessage(Read.class, this::onRead)
                .onMessage(AreYouIn.class, this::answer)
                .onMessage(Told.class, this::told)
                .onMessage(Acquired.class, this::onAcquired)
                .onMessage(Failed.class, this::onFailed)
                .onMessageEquals(Timer.SHARE, this::share)
                .onMessageEquals(Signal.SHARED, () -> this)
                .onMessageEquals(Signal.REPLACED, this::end)
                .build();
    }

    private Behavior<Message> ask() {
        if (isIn()) {
            timers.cancel(Timer.ASK);
            timers.startTimerWithFixedDelay(Timer.SHARE, Duration.ZERO, MEMBER_EVERY);
            return this;
        }
        if (seeds.isEmpty()) return this;
        if (++asked % ASKED_PER_LINE == 0) getContext().getLog().warn("Waiting for {}", awaited);
        awaited = "answers of the seed nodes";
        if (!followedIsThere) followed = null;
        followedIsThere = false;
        outside.clear();
        outside.add(self());
        pipe(lease.read(), Read::new);
        return this;
    }

    private Behavior<Message> onRead(Read found) {
        read = found.lease();
        AreYouIn question = new AreYouIn(getContext().getSelf(), asked);
        Stream.concat(seeds.stream(), members(found.lease()))
                .distinct()
                .filter(other -> !other.equals(self()))
                .forEach(other -> Adapter.toClassic(getContext())
                        .actorSelection(other + "/system/" + NAME)
                        .tell(question, noSender()));
        return found();
    }

    /** A node about to found a cluster gives no answer: it is neither in one nor outside. */
    private Behavior<Message> answer(AreYouIn question) {
        if (isIn() || !founds) question.replyTo().tell(new Told(self(), isIn(), question.round()));
        return this;
    }

    private Behavior<Message> told(Told told) {
        if (isIn() || founds) return this;
        if (told.in()) return follow(told.seed());
        if (told.round() == asked) outside.add(told.seed());
        return found();
    }

    /**
     * Follows the first node found in a cluster, as long as it is in one, and asks it repeatedly to let this node in.
     */
    private Behavior<Message> follow(Address member) {
        if (followed == null) {
            followed = member;
            cluster.manager().tell(new JoinSeedNodes(List.of(member)));
        }
        if (member.equals(followed)) followedIsThere = true;
        awaited = followed + " to let this node join";
        return this;
    }

    private Behavior<Message> found() {
        Leases.Row held = read;
        if (held == null || founds || followed != null || isIn()) return this;
        long there = seeds.stream().filter(outside::contains).count();
        if (!seeds.contains(self())) awaited = "one of the seed nodes to be in a cluster";
        else if (there <= seeds.size() / 2)
            awaited = "a majority of the seed nodes, %d of %d are there".formatted(there, seeds.size());
        else {
            founds = true;
            boolean dead = !held.members().isEmpty() && members(held).allMatch(outside::contains);
            awaited = "the lease of the cluster of " + held.members() + ", which may still live";
            pipe(dead ? lease.acquireFrom(held) : lease.acquire(), Acquired::new);
        }
        return this;
    }

    private Behavior<Message> onAcquired(Acquired acquired) {
        founds = acquired.mine();
        if (founds && !isIn()) cluster.manager().tell(Join.create(self()));
        return this;
    }

    private Behavior<Message> share() {
        ActorRef<Message> self = getContext().getSelf();
        if (isIn()) pipe(lease.share(() -> self.tell(Signal.REPLACED)), shared -> Signal.SHARED);
        return this;
    }

    private Behavior<Message> onFailed(Failed failed) {
        founds = false;
        awaited = "the database: " + failed.why().getMessage();
        return this;
    }

    private Behavior<Message> end() {
        getContext()
                .getLog()
                .error(
                        "Another cluster was founded while this one was cut off from the database: this node exits, to join it");
        cluster.manager().tell(new Down(self()));
        return this;
    }

    private <T> void pipe(CompletionStage<T> future, Function<T, Message> message) {
        getContext().pipeToSelf(future, (value, failed) -> value == null ? new Failed(failed) : message.apply(value));
    }

    private boolean isIn() {
        return !OUTSIDE.contains(cluster.selfMember().status());
    }

    private Stream<Address> members(Leases.Row held) {
        return held.members().stream()
                .map(member -> AddressFromURIString.parse(self().protocol() + "://" + self().system() + "@" + member));
    }

    private Address self() {
        return cluster.selfMember().address();
    }
}
