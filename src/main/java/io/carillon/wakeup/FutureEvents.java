package io.carillon.wakeup;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import io.carillon.device.Devices;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.wakeup.EventTable.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Wakes devices whose last event is ahead of the clock, so that they correct it (design, step 2): at the start, and after
 * the clock has gone back by more than a minute. One a node, each for its own slices. It repeats its scan until it finds
 * none, so a device whose nudge is lost, or whose slice moves here, is found too.
 */
public final class FutureEvents extends AbstractBehavior<FutureEvents.Message> {
    static final Duration LOOK = Duration.ofSeconds(10);
    static final Duration BEAT = Duration.ofSeconds(1);
    static final Duration ONCE_MORE = Duration.ofSeconds(30);

    /** Rows of the journal scanned a beat. */
    static final int ROWS = 5_000;

    public sealed interface Message {}

    private enum Timer implements Message {
        LOOK,
        GO_ON
    }

    private record Read(Part part) implements Message {}

    private record Failed(Throwable why) implements Message {}

    private final Transactions transactions;
    private final Devices devices;
    private final Supplier<Poller.Share> share;
    private final InstantSource clock;
    private final TimerScheduler<Message> timers;
    private Instant latest;
    private String position = "";
    private boolean scanning = true;

    /** The clock went back during the present scan: one more is needed. */
    private boolean onceMore;

    private int found;

    private FutureEvents(
            ActorContext<Message> context,
            Database database,
            Devices devices,
            Supplier<Poller.Share> share,
            InstantSource clock,
            TimerScheduler<Message> timers) {
        super(context);
        context.setLoggerName(FutureEvents.class);
        this.transactions = new Transactions(database, context.getSystem());
        this.devices = devices;
        this.share = share;
        this.clock = clock;
        this.timers = timers;
        latest = clock.instant();
    }

    /** @param share must not block */
    public static Behavior<Message> create(
            Database database, Devices devices, Supplier<Poller.Share> share, InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Timer.LOOK, LOOK);
            timers.startSingleTimer(Timer.GO_ON, BEAT);
            return new FutureEvents(context, database, devices, share, clock, timers);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Timer.LOOK, this::look)
                .onMessageEquals(Timer.GO_ON, this::goOn)
                .onMessage(Read.class, this::onRead)
                .onMessage(Failed.class, this::onFailed)
                .build();
    }

    private Behavior<Message> look() {
        Instant now = clock.instant();
        if (now.isBefore(latest.minus(DeviceState.CLOCKS_AGREE))) {
            getContext().getLog().warn("The clock has gone back by {}", Duration.between(now, latest));
            onceMore = true;
            if (!scanning) endRound();
        }
        latest = now;
        return this;
    }

    private Behavior<Message> goOn() {
        Instant ahead = clock.instant().plus(DeviceState.CLOCKS_AGREE);
        String after = position;
        getContext()
                .pipeToSelf(
                        transactions.read(sql -> new EventTable(sql).later(ahead, after, ROWS)),
                        (part, failed) -> part == null ? new Failed(failed) : new Read(part));
        return this;
    }

    private Behavior<Message> onRead(Read read) {
        for (String id : read.part().ahead()) wake(new DeviceId(PersistenceId.extractEntityId(id)));
        String last = read.part().last();
        position = last == null ? "" : last;
        if (last != null) timers.startSingleTimer(Timer.GO_ON, BEAT);
        else endRound();
        return this;
    }

    private void wake(DeviceId device) {
        if (!share.get().slices().contains(WakeupTable.slice(device))) return;
        devices.wake(device, getContext().getSystem().ignoreRef()); // the next round finds it again
        found++;
    }

    private void endRound() {
        if (found > 0)
            getContext().getLog().warn("{} devices have events ahead of the clock: woken to correct them", found);
        scanning = onceMore || found > 0;
        if (scanning) timers.startSingleTimer(Timer.GO_ON, onceMore ? BEAT : ONCE_MORE);
        onceMore = false;
        found = 0;
    }

    private Behavior<Message> onFailed(Failed failed) {
        getContext()
                .getLog()
                .warn("The search for events ahead of the clock failed: {}", Database.reason(failed.why()));
        timers.startSingleTimer(Timer.GO_ON, LOOK);
        return this;
    }
}
