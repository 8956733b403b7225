package io.carillon.node;

import static akka.actor.ActorRef.noSender;

import akka.actor.Address;
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
import akka.cluster.typed.JoinSeedNodes;
import io.carillon.device.CborSerializable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a node comes into the cluster by its seed nodes. The first of them founds it, but only once a majority of them,
 * itself included, has told that it is in none: a first seed that was downed behind a partition and is started again there
 * would otherwise found a second cluster. Every seed answers those who ask.
 */
final class Founding extends AbstractBehavior<Founding.Message> {
    static final String NAME = "founding";
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int ASKED_PER_LINE = 10;
    private static final Set<MemberStatus> OUTSIDE =
            Set.of(MemberStatus.removed(), MemberStatus.down(), MemberStatus.exiting());

    sealed interface Message {}

    record AreYouIn(ActorRef<Message> replyTo) implements Message, CborSerializable {}

    record Told(Address seed, boolean in) implements Message, CborSerializable {}

    private enum Timer implements Message {
        ASK
    }

    private final Cluster cluster;
    private final List<Address> seeds;
    private final TimerScheduler<Message> timers;
    private final Set<Address> outside = new HashSet<>();
    private int asked;

    private Founding(
            ActorContext<Message> context, TimerScheduler<Message> timers, Cluster cluster, List<Address> seeds) {
        super(context);
        context.setLoggerName(Founding.class);
        this.cluster = cluster;
        this.seeds = seeds;
        this.timers = timers;
        outside.add(self());
        if (!seeds.get(0).equals(self()) || isMajority()) join();
        else timers.startTimerWithFixedDelay(Timer.ASK, Duration.ZERO, EVERY);
    }

    /** @param seeds one at least */
    static void byWayOf(List<Address> seeds, Cluster cluster, ActorSystem<?> system) {
        Behavior<Message> founding = Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Founding(context, timers, cluster, List.copyOf(seeds))));
        system.systemActorOf(founding, NAME, Props.empty());
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Timer.ASK, this::ask)
                .onMessage(AreYouIn.class, this::answer)
                .onMessage(Told.class, this::told)
                .build();
    }

    private Behavior<Message> ask() {
        if (++asked % ASKED_PER_LINE == 0)
            getContext()
                    .getLog()
                    .warn("Waiting for a majority of the seed nodes, {} of {} are there", outside.size(), seeds.size());
        AreYouIn question = new AreYouIn(getContext().getSelf());
        for (Address seed : seeds)
            if (!seed.equals(self()))
                Adapter.toClassic(getContext())
                        .actorSelection(seed + "/system/" + NAME)
                        .tell(question, noSender());
        return this;
    }

    private Behavior<Message> answer(AreYouIn asked) {
        boolean in = !OUTSIDE.contains(cluster.selfMember().status());
        asked.replyTo().tell(new Told(self(), in));
        return this;
    }

    private Behavior<Message> told(Told told) {
        if (!timers.isTimerActive(Timer.ASK)) return this;
        if (!told.in()) outside.add(told.seed());
        if (told.in() || isMajority()) {
            timers.cancel(Timer.ASK);
            join();
        }
        return this;
    }

    private boolean isMajority() {
        return outside.size() > seeds.size() / 2;
    }

    /** The first of the seeds so asks all others once more, and then founds a cluster where none answers that it is in one. */
    private void join() {
        cluster.manager().tell(new JoinSeedNodes(seeds));
    }

    private Address self() {
        return cluster.selfMember().address();
    }
}
