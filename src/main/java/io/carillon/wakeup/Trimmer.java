package io.carillon.wakeup;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.carillon.device.RepeatedWarnings;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Deletes what is no longer needed, in small steps with pauses: lines of {@code firing} older than the retention;
 * events covered by a snapshot, and replaced snapshots; calendar versions that no device uses. A failure of one kind
 * does not hold up the others.
 */
public final class Trimmer extends AbstractBehavior<Trimmer.Message> {
    static final Duration EVERY = Duration.ofMinutes(10);
    static final Duration BETWEEN_STEPS = Duration.ofMillis(100);

    /** Calendar versions a step. */
    private static final int VERSIONS = 100;

    public sealed interface Message {}

    private enum Timer implements Message {
        TRIM
    }

    private record Trimmed(boolean more) implements Message {}

    private record TrimFailed(Throwable why) implements Message {}

    /** Blocks. Returns whether there may be more to do. */
    @FunctionalInterface
    private interface Step {
        boolean take(Instant now) throws SQLException;
    }

    private final Transactions transactions;
    private final String what;
    private final Step step;
    private final InstantSource clock;
    private final TimerScheduler<Message> timers;

    private Trimmer(
            ActorContext<Message> context,
            Transactions transactions,
            String what,
            Step step,
            InstantSource clock,
            TimerScheduler<Message> timers) {
        super(context);
        context.setLoggerName(Trimmer.class);
        this.transactions = transactions;
        this.what = what;
        this.step = step;
        this.clock = clock;
        this.timers = timers;
    }

    /** @param share whose first slice stands for all lines; must not block */
    public static Behavior<Message> ofFirings(
            Database database, Duration retention, Supplier<Poller.Share> share, InstantSource clock) {
        FiringTrim firings = new FiringTrim(database, retention);
        return create(database, "lines of firing", now -> share.get().slices().contains(0) && firings.step(now), clock);
    }

    /** @param share of the devices whose events are trimmed; must not block */
    public static Behavior<Message> ofEvents(Database database, Supplier<Poller.Share> share, InstantSource clock) {
        EventTrim events = new EventTrim(database);
        return create(database, "events", now -> events.step(now, share.get().slices()), clock);
    }

    /** @param share whose first slice stands for all calendars; must not block */
    public static Behavior<Message> ofCalendars(Database database, Supplier<Poller.Share> share, InstantSource clock) {
        Step step = now -> share.get().slices().contains(0) && trimCalendars(database) == VERSIONS;
        return create(database, "versions of calendars", step, clock);
    }

    private static int trimCalendars(Database database) throws SQLException {
        return database.inTransaction(sql -> new CalendarTable(sql).trim(VERSIONS));
    }

    /**
     * Gives up events that nobody took for a day.
     *
     * @param share whose first slice stands for all; must not block
     */
    public static Behavior<Message> ofEventsToTell(
            Database database,
            TellingReport report,
            RepeatedWarnings warnings,
            Supplier<Poller.Share> share,
            InstantSource clock) {
        Step step = now -> {
            if (!share.get().slices().contains(0)) return false;
            int gone = database.inTransaction(sql -> new NoticeTable(sql).giveUp(now));
            if (gone == 0) return false;
            report.dropped(gone);
            warnings.warn(gone, "Events were given up", "nobody took them within 24 h");
            return gone == NoticeTable.TRIMMED_AT_ONCE;
        };
        return create(database, "events to tell", step, clock);
    }

    private static Behavior<Message> create(Database database, String what, Step step, InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(Timer.TRIM, EVERY);
            Transactions transactions = new Transactions(database, context.getSystem());
            return new Trimmer(context, transactions, what, step, clock, timers);
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
                        transactions.blocking(() -> step.take(now)),
                        (more, failed) -> more == null ? new TrimFailed(failed) : new Trimmed(more));
        return this;
    }

    private Behavior<Message> onFailed(TrimFailed failed) {
        getContext()
                .getLog()
                .warn(
                        "Old {} could not be deleted, next try in {} min: {}",
                        what,
                        EVERY.toMinutes(),
                        Database.reason(failed.why()));
        return next(EVERY);
    }

    private Behavior<Message> next(Duration pause) {
        timers.startSingleTimer(Timer.TRIM, pause);
        return this;
    }
}
