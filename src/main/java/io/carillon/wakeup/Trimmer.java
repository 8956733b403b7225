package io.carillon.wakeup;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Deletes what nobody needs any more, in small steps with pauses: lines of {@code firing} scheduled longer ago than the
 * retention, events that a snapshot covers, snapshots that a newer one replaces.
 */
public final class Trimmer extends AbstractBehavior<Trimmer.Message> {
    static final Duration EVERY = Duration.ofMinutes(10);
    static final Duration BETWEEN_STEPS = Duration.ofMillis(100);

    public sealed interface Message {}

    private enum Timer implements Message {
        TRIM
    }

    private record Trimmed(boolean more) implements Message {}

    private record TrimFailed(Throwable why) implements Message {}

    private final Transactions transactions;
    private final FiringTrim firings;
    private final EventTrim events;
    private final InstantSource clock;
    private final TimerScheduler<Message> timers;

    private Trimmer(
            ActorContext<Message> context,
            Database database,
            Duration retention,
            InstantSource clock,
            TimerScheduler<Message> timers) {
        super(context);
        context.setLoggerName(Trimmer.class);
        this.transactions = new Transactions(database, context.getSystem());
        this.firings = new FiringTrim(database, retention);
        this.events = new EventTrim(database);
        this.clock = clock;
        this.timers = timers;
    }

    public static Behavior<Message> create(Database database, Duration retention, InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(Timer.TRIM, EVERY);
            return new Trimmer(context, database, retention, clock, timers);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Timer.TRIM, this::trim)
                .onMessage(Trimmed.class, trimmed -> next(trimmed.more() ? BETWEEN_STEPS : EVERY))
                .onMessage(TrimFailed.class, this::onFailed)
                .build();
    }

    private Behavior<Message> trim() {
        Instant now = clock.instant();
        getContext()
                .pipeToSelf(
                        transactions.blocking(() -> events.step(now) | firings.step(now)),
                        (more, failed) -> more == null ? new TrimFailed(failed) : new Trimmed(more));
        return this;
    }

    private Behavior<Message> onFailed(TrimFailed failed) {
        getContext()
                .getLog()
                .warn("What is old could not be deleted, trying again later: {}", Database.reason(failed.why()));
        return next(EVERY);
    }

    private Behavior<Message> next(Duration pause) {
        timers.startSingleTimer(Timer.TRIM, pause);
        return this;
    }
}
