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

/** Deletes lines of {@code firing} that were scheduled longer ago than the retention, little by little. */
public final class Trimmer extends AbstractBehavior<Trimmer.Message> {
    static final Duration EVERY = Duration.ofMinutes(10);
    static final Duration BETWEEN_BATCHES = Duration.ofMillis(100);
    static final int BATCH = 1000;

    public sealed interface Message {}

    private enum Timer implements Message {
        TRIM
    }

    private record Trimmed(int lines) implements Message {}

    private record TrimFailed(Throwable why) implements Message {}

    private final Transactions transactions;
    private final Duration retention;
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
        this.retention = retention;
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
                .onMessage(Trimmed.class, trimmed -> next(trimmed.lines() < BATCH ? EVERY : BETWEEN_BATCHES))
                .onMessage(TrimFailed.class, this::onFailed)
                .build();
    }

    private Behavior<Message> trim() {
        Instant before = clock.instant().minus(retention);
        getContext()
                .pipeToSelf(
                        transactions.run(connection -> new FiringTable(connection).trim(before, BATCH)),
                        (lines, failed) -> lines == null ? new TrimFailed(failed) : new Trimmed(lines));
        return this;
    }

    private Behavior<Message> onFailed(TrimFailed failed) {
        getContext()
                .getLog()
                .warn("Old firings could not be deleted, trying again later: {}", Database.reason(failed.why()));
        return next(EVERY);
    }

    private Behavior<Message> next(Duration pause) {
        timers.startSingleTimer(Timer.TRIM, pause);
        return this;
    }
}
