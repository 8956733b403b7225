package io.carillon.wakeup;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.carillon.device.Devices;
import io.carillon.device.RepeatedWarnings;
import io.carillon.schedule.Caller;
import io.carillon.schedule.DeviceChange.TakeCalendar;
import io.carillon.schedule.Reply;
import io.carillon.schedule.UserId;
import io.carillon.wakeup.FollowerTable.Behind;
import io.carillon.wakeup.FollowerTable.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a calendar's new version to the devices that follow it, those due soonest first. Each device takes it by an event
 * of its own, whose transaction also updates the table of followers, so any node can continue where another stopped. One a
 * node, each for its own slices.
 *
 * <p>The number of devices asked at once, and a second, is bounded, so that the node has time left for what is due. A
 * device that cannot answer is asked again in the next round, after all others.
 */
public final class CalendarRollout extends AbstractBehavior<CalendarRollout.Message> {
    static final Duration LOOK = Duration.ofSeconds(2);
    static final Duration BEAT = Duration.ofMillis(50);

    /** Devices asked a beat: 3,000 a second. */
    static final int ASKED_A_BEAT = 150;

    /** The most that may owe an answer. */
    static final int ASKED_AT_ONCE = 400;

    private static final int PAGE = 5000;
    private static final int DEVICES_A_LINE = 20_000;
    private static final Caller ITSELF = new Caller(new UserId("calendar"), true, null);

    public sealed interface Message {}

    private enum Timer implements Message {
        LOOK,
        BEAT
    }

    private record Page(List<Behind> behind) implements Message {}

    private record Failed(Throwable why) implements Message {}

    private record Answered(boolean taken) implements Message {}

    private final Transactions transactions;
    private final Devices devices;
    private final Supplier<Poller.Share> share;
    private final TimerScheduler<Message> timers;
    private final RepeatedWarnings warnings;
    private final Deque<Behind> waiting = new ArrayDeque<>();
    private @Nullable Position after;
    private boolean reading;
    private int asked;
    private int taken;
    private int failed;

    private CalendarRollout(
            ActorContext<Message> context,
            Database database,
            Devices devices,
            Supplier<Poller.Share> share,
            TimerScheduler<Message> timers) {
        super(context);
        context.setLoggerName(CalendarRollout.class);
        this.transactions = new Transactions(database, context.getSystem());
        this.devices = devices;
        this.share = share;
        this.timers = timers;
        warnings = new RepeatedWarnings(CalendarRollout.class, context.getSystem());
    }

    /** @param share of the devices; must not block */
    public static Behavior<Message> create(Database database, Devices devices, Supplier<Poller.Share> share) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(Timer.LOOK, LOOK);
            return new CalendarRollout(context, database, devices, share, timers);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Timer.LOOK, this::look)
                .onMessageEquals(Timer.BEAT, this::beat)
                .onMessage(Page.class, this::onPage)
                .onMessage(Failed.class, this::onFailed)
                .onMessage(Answered.class, this::onAnswered)
                .build();
    }

    /** Begins a round. */
    private Behavior<Message> look() {
        after = Position.START;
        read();
        return this;
    }

    private void read() {
        Position from = after;
        Set<Integer> slices = share.get().slices();
        if (from == null || reading) return;
        reading = true;
        getContext()
                .pipeToSelf(
                        transactions.read(sql -> new FollowerTable(sql).behind(slices, from, PAGE)),
                        (behind, why) -> behind == null ? new Failed(why) : new Page(behind));
    }

    private Behavior<Message> onPage(Page page) {
        reading = false;
        List<Behind> behind = page.behind();
        waiting.addAll(behind);
        after = behind.size() < PAGE ? null : behind.get(PAGE - 1).position();
        if (taken + failed + asked == 0 && !behind.isEmpty())
            getContext()
                    .getLog()
                    .info(
                            "Calendar {} has changed: its devices are given the new version",
                            behind.get(0).latest().name());
        return goOn();
    }

    private Behavior<Message> beat() {
        for (int i = 0; i < ASKED_A_BEAT && asked < ASKED_AT_ONCE && !waiting.isEmpty(); i++) ask(waiting.remove());
        return goOn();
    }

    private void ask(Behind behind) {
        asked++;
        getContext()
                .pipeToSelf(
                        devices.change(behind.device(), new TakeCalendar(behind.latest()), ITSELF),
                        (reply, never) -> new Answered(reply instanceof Reply.Done));
    }

    private Behavior<Message> onAnswered(Answered answered) {
        asked--;
        if (answered.taken()) taken++;
        else failed++;
        if (answered.taken() && taken % DEVICES_A_LINE == 0)
            getContext().getLog().info("{} devices follow their calendar's new version so far", taken);
        return waiting.isEmpty() ? goOn() : this;
    }

    private Behavior<Message> goOn() {
        if (!waiting.isEmpty()) {
            timers.startSingleTimer(Timer.BEAT, BEAT);
            if (waiting.size() < PAGE / 2) read();
        } else if (after != null) read();
        else if (asked == 0 && !reading) endRound();
        return this;
    }

    private void endRound() {
        if (failed > 0)
            warnings.warn(
                    failed,
                    "A device could not be given its calendar's new version",
                    "it cannot answer now, and is asked again");
        if (taken > 0) getContext().getLog().info("{} devices follow their calendar's new version", taken);
        taken = 0;
        failed = 0;
        timers.startSingleTimer(Timer.LOOK, LOOK);
    }

    private Behavior<Message> onFailed(Failed failure) {
        reading = false;
        after = null;
        getContext().getLog().warn("The followers of calendars could not be read: {}", Database.reason(failure.why()));
        return goOn();
    }
}
