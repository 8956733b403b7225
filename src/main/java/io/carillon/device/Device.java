package io.carillon.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.carillon.device.Courier.Delivery;
import io.carillon.device.Courier.Ring;
import io.carillon.device.Courier.Sending;
import io.carillon.device.Courier.Trouble;
import io.carillon.device.DeviceCommand.AskDevice;
import io.carillon.device.DeviceCommand.Asked;
import io.carillon.device.DeviceCommand.ChangeDevice;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.Change;
import io.carillon.schedule.Decision;
import io.carillon.schedule.DeviceEvent.ClockSetRight;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Effect;
import io.carillon.schedule.EventWrite;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Incarnation;
import io.carillon.schedule.Input;
import io.carillon.schedule.Moment;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Protocol;
import io.carillon.schedule.Query.ReadFires;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Settle;
import io.carillon.schedule.Timing;
import io.carillon.schedule.Upcoming;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One life of a device, between recovery and stop: answers, and does what {@link Protocol} says. A write whose outcome is
 * unknown ends it, and the next message starts a fresh one.
 */
final class Device {
    /**
     * How often the device looks whether a message came: it is idle after 60 to 90 s without one. A receive time-out would be
     * set anew by each message, and what that replaces stays in the timer wheel for a minute.
     */
    private static final Duration IDLE_LOOK = Duration.ofSeconds(30);

    private static final int IDLE_LOOKS = 3;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** Of an event that nobody waits for. */
    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(9);

    /** Until the device knows when to ring: some nudges, and a few answers. */
    private static final int MOST_EARLY = 100;

    private static final Told RUNG = new Told(new Input.Rung());
    private static final Told PRESSED = new Told(new Input.Pressed());
    private static final Duration PRESSED_EVERY = Duration.ofSeconds(5);
    private static final Input PAUSED = new Input.Paused();

    private final DeviceId id;
    private final DeviceParts parts;
    private final Timing timing;
    private final Protocol protocol;
    private final ActorContext<DeviceCommand> context;
    private final TimerScheduler<DeviceCommand> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final Delays delays;
    private final Callers callers = new Callers();
    private final Askers askers = new Askers();
    private final DeviceTimer timer;
    private final Sendings sendings = new Sendings();

    private final DeviceCalendars calendars;

    private @Nullable Incarnation me;
    private @Nullable Unready unready;
    private @Nullable EventWrite writing;
    private @Nullable ChangeDevice asker;
    private int quietLooks;
    private int held;
    private boolean leaving;
    private Instant pressedAt = Instant.EPOCH;
    private int awaited;
    private boolean inPassing;
    private boolean unknownZone;
    private boolean ending;
    private boolean superseded;

    Device(
            DeviceId id,
            DeviceParts parts,
            ActorContext<DeviceCommand> context,
            TimerScheduler<DeviceCommand> timers,
            ActorRef<ClusterSharding.ShardCommand> shard) {
        this.id = id;
        this.parts = parts;
        this.calendars = new DeviceCalendars(parts.calendars(), context);
        this.timing = parts.terms().timing(id).knowing(calendars);
        this.protocol = new Protocol(parts.terms(), timing);
        this.context = context;
        this.timers = timers;
        this.shard = shard;
        this.delays = new Delays(parts.clock().instant());
        this.timer = new DeviceTimer(context, RUNG, parts.counts());
        hold(Room.DEVICE);
    }

    // ------------------------------------------------------------------------------------- its life

    /**
     * Recovered, and what its calendar says is not known yet.
     *
     * @param early what has come meanwhile, but for callers
     */
    private record Unready(long n, DeviceState state, List<DeviceCommand> early) {}

    void recovered(long n, DeviceState state) {
        if (calendars.knows(state.settings().calendar())) begin(n, state);
        else unready = new Unready(n, state, new ArrayList<>());
    }

    private void begin(long n, DeviceState state) {
        me = Incarnation.recovered(n, state);
        timers.startTimerWithFixedDelay(Doorkeeper.Call.IDLE, IDLE_LOOK);
        delays.recovered(parts.clock().instant());
        hold(Room.DEVICE + state.weight());
        parts.counts().resident.increment();
        lookForZone(state);
        callNext();
    }

    /** Whoever cannot know when to ring starts afresh; what follows a calendar that cannot be read now is told so. */
    void read(CalendarRead read) {
        calendars.take(read);
        if (ending) return;
        if (read.failed() != null) {
            warn("A calendar could not be read", read.failed().toString());
            superseded = unready != null;
            callers.turnAllAway();
        }
        Unready known = unready;
        if (known == null || superseded) return;
        unready = null;
        begin(known.n(), known.state());
        known.early().forEach(context.getSelf()::tell);
    }

    /** Whether it comes back once the device knows when to ring. */
    boolean isEarly(DeviceCommand message) {
        if (unready == null) return false;
        if (unready.early().size() < MOST_EARLY) unready.early().add(message);
        return true;
    }

    /** Ringing at another zone's seven o'clock, or on a holiday, would be worse than not ringing here. */
    private void lookForZone(DeviceState state) {
        boolean unknown = state.timing(timing).isEmpty();
        Calendar calendar = state.settings().calendar();
        if (unknown
                && !unknownZone
                && calendar != null
                && calendars.of(calendar).isEmpty())
            logged(Level.ERROR).log("Calendar {} is not in the database, nothing rings: set the calendar", calendar);
        else if (unknown && !unknownZone)
            logged(Level.ERROR)
                    .log("Zone {} is unknown here, nothing rings: update the JDK or set the zone", state.zone());
        if (unknown != unknownZone) parts.counts().unknownZones.add(unknown ? 1 : -1);
        unknownZone = unknown;
    }

    void unrecovered(Throwable failure) {
        parts.counts().failedRecoveries.increment();
        warn(
                "A device could not be recovered and does not ring until it is",
                RootCause.of(failure).toString());
    }

    void snapshotFailed() {
        parts.counts().failedSnapshots.increment();
    }

    /** Nudges keep nobody in memory who cannot ring here. */
    boolean rings() {
        return !unknownZone;
    }

    /** A message came that is more than a look. */
    void heard() {
        quietLooks = 0;
    }

    void idle() {
        quietLooks++;
        if (quietLooks >= IDLE_LOOKS && rests()) leave();
    }

    /** Where room is scarce, who has nothing to do, or only waits for long, does not stay until it is idle. */
    void makeRoom() {
        if (leaving || !callers.isEmpty()) return;
        boolean tight = parts.room().isTight();
        if ((inPassing || tight) && rests()) leave();
        else if (tight && me != null && me.onlyWaits() && !ending) press();
    }

    private void press() {
        Instant now = parts.clock().instant();
        if (now.isBefore(pressedAt.plus(PRESSED_EVERY))) return;
        pressedAt = now;
        context.getSelf().tell(PRESSED);
    }

    private boolean rests() {
        return !timer.isSet() && awaited == 0 && isOpen() && !calendars.isReading();
    }

    private void leave() {
        leaving = true;
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }

    private void hold(int bytes) {
        parts.room().take(bytes - held);
        held = bytes;
    }

    /** What is in flight may finish; what was not sent is left to the successor. */
    void end() {
        if (ending) return;
        ending = true;
        if (me != null) me.end();
        callers.turnAllAway();
        sendings.recallAll();
        timers.startSingleTimer(Doorkeeper.Call.STOP_NOW, LAST_WORDS);
    }

    boolean hasEnded() {
        return superseded || ending && awaited == 0 && writing == null;
    }

    void stopped() {
        callers.turnAllAway();
        askers.turnAllAway();
        if (asker != null) Callers.turnAway(asker);
        sendings.recallAll();
        timer.clear();
        hold(0);
        if (me != null) parts.counts().resident.decrement();
        if (unknownZone) parts.counts().unknownZones.decrement();
        if (writing != null) {
            parts.counts().failedWrites.increment();
            warn(
                    "An event may not have been written, its device starts afresh",
                    writing.event().getClass().getSimpleName());
            GoneBack.look(id, life().n(), life().state(), parts.wakeups());
        }
    }

    // ------------------------------------------------------------------------------------- callers

    private boolean isOpen() {
        return me != null && writing == null && !ending;
    }

    /** Whether it goes in now; who does not waits, or is told that the device ends. */
    boolean admits(Asked asked) {
        if (takes(asked)) return true;
        if (ending) Callers.turnAway(asked);
        else callers.add(asked);
        return false;
    }

    private boolean takes(Asked asked) {
        if (!isOpen() || !(asked instanceof ChangeDevice change)) return isOpen();
        return me != null
                && me.isFree()
                && calendars.knows(change.change().needs().orElse(null));
    }

    @Nullable
    Asked nextCaller() {
        return callers.next(parts.clock().instant(), this::takes);
    }

    void callNext() {
        if (!callers.isEmpty() && isOpen() && me != null && me.isFree() && !calendars.isReading())
            context.getSelf().tell(Doorkeeper.Call.NEXT);
    }

    /** A nudge comes again: it is lost on who writes an event, or ends. */
    boolean wakes() {
        parts.counts().woken.increment();
        inPassing = false;
        return !ending && writing == null;
    }

    void answer(AskDevice ask) {
        inPassing = false;
        DeviceState state = life().state();
        Instant now = parts.clock().instant();
        Reply reply = ask.query().answer(state, ask.caller(), timing, now);
        if (ask.query() instanceof ReadFires read && reply instanceof Reply.Fires fires)
            withTheTables(read, fires, now)
                    .exceptionally(failure -> new Reply.No(Problem.UNAVAILABLE))
                    .thenAccept(ask.replyTo()::tell);
        else ask.replyTo().tell(reply);
        forgetLater();
    }

    /** What nobody has ever written is not kept for having been asked for. */
    private void forgetLater() {
        if (life().n() == 0) context.getSelf().tell(Doorkeeper.Call.FORGET);
    }

    /** Whatever came meanwhile has gone first, and may have been a creation. */
    void forget() {
        if (me != null && me.n() == 0 && me.isFree() && rests() && callers.isEmpty()) leave();
    }

    /** The row first: what it has moved past since then has its line. */
    private CompletionStage<Reply> withTheTables(ReadFires read, Reply.Fires toCome, Instant now) {
        DeviceState state = life().state();
        Set<Occurrence> ended = new HashSet<>(life().ended());
        Set<Occurrence> waiting = new HashSet<>(life().waiting());
        return parts.wakeups().read(id).thenCompose(row -> {
            Wakeup known = row.orElse(Wakeup.NOTHING_OWED);
            for (Firing line : known.lines())
                (line.verdict() == Verdict.WAITING ? waiting : ended).add(line.occurrence());
            Moment moment = new Moment(now, timing, known.owedFrom(), ended::contains);
            List<Upcoming> due = read.due(state, moment, waiting);
            return parts.firingLog()
                    .recent(id, Optional.ofNullable(read.group()), read.wanted())
                    .thenApply(recent -> toCome.with(due, recent));
        });
    }

    Optional<JournalEntry> change(ChangeDevice change) {
        asker = change;
        inPassing = change.change() instanceof Change.TakeCalendar;
        return told(new Input.Wish(change.change(), change.caller(), change.deadline()));
    }

    Optional<JournalEntry> answered(DeviceCommand.TakeAnswer taken) {
        askers.add(taken.answer(), taken.replyTo());
        return told(taken.answer());
    }

    private void decided(Decision decision) {
        if (decision instanceof Decision.Refused refused) answerAsker(new Reply.No(refused.problem()));
        else if (decision instanceof Decision.Repeated repeated)
            answerAsker(new Reply.OneGroup(repeated.answer(), true, repeated.scheduledAt()));
        else answerAsker(changed(null));
        forgetLater();
    }

    private Reply changed(@Nullable Instant scheduledAt) {
        return Optional.ofNullable(asker)
                .flatMap(asked -> asked.change().answer(life().state()))
                .<Reply>map(group -> new Reply.OneGroup(group, false, scheduledAt))
                .orElseGet(Reply.Done::new);
    }

    private void answerAsker(Reply reply) {
        if (asker != null) asker.replyTo().tell(reply);
        asker = null;
        calendars.keepOnly(life().state().settings().calendar());
    }

    // ------------------------------------------------------------------------------------- the protocol

    private Incarnation life() {
        return Optional.ofNullable(me).orElseThrow();
    }

    /** Tells the protocol and does what follows; answers the event that is to be written. */
    Optional<JournalEntry> told(Input input) {
        Instant now = parts.clock().instant();
        if (input instanceof Input.Outcome) awaited--;
        if (input instanceof Input.Acknowledged told) sendings.ended(told.occurrence());
        if (input instanceof Input.PublishFailed told) sendings.ended(told.occurrence());
        if (timer.hasStoodStill(now)) protocol.step(life(), PAUSED, now);
        if (input instanceof Input.Rung && !due(now)) return Optional.empty();
        delays.told(input, now);
        if (input instanceof Input.Settled settled) recorded(life().settle(), settled.updated());
        return perform(protocol.step(life(), input, now), now);
    }

    private Settle explained(Settle settle) {
        return settle.with(settle.verdicts().stream().map(delays::explain).toList());
    }

    private EventWrite explained(EventWrite write) {
        return write.with(write.lines().stream().map(delays::explain).toList());
    }

    /** What stands is written even where the row was not updated. */
    private void recorded(@Nullable Settle settle, boolean updated) {
        if (settle == null) return;
        if (updated) fired(settle.verdicts());
        else askers.written(settle.verdicts());
    }

    private void fired(List<Firing> lines) {
        askers.written(lines);
        for (Firing firing : lines)
            if (firing.verdict() != Verdict.WAITING) parts.firings().fired(new Fired(id, firing, delays.of(firing)));
    }

    void persisted() {
        EventWrite write = Optional.ofNullable(writing).orElseThrow();
        Instant now = parts.clock().instant();
        writing = null;
        List<Effect> effects = protocol.step(life(), new Input.Persisted(), now);
        lookForZone(life().state());
        hold(Room.DEVICE + life().state().weight());
        fired(write.lines());
        perform(effects, now);
        if (life().isFree()) answerAsker(changed(write.event().scheduledAt()));
        if (ending) context.getSelf().tell(Doorkeeper.Call.NEXT);
        else callNext();
    }

    private Optional<JournalEntry> perform(List<Effect> effects, Instant now) {
        Optional<JournalEntry> entry = Optional.empty();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Persist persist) entry = Optional.of(entry(persist, now));
            else if (effect instanceof Effect.Decided decided) decided(decided.decision());
            else if (effect instanceof Effect.Recall recall) sendings.recall(recall.occurrence());
            else if (effect instanceof Effect.Stop stop) superseded(stop.why());
            else if (effect instanceof Effect.Declined declined) askers.declined(declined);
            else if (effect instanceof Effect.Leave) leave();
            else if (effect instanceof Effect.WriteSettle write)
                await(
                        parts.wakeups().settle(id, explained(write.settle())),
                        Input.Settled::new,
                        failure -> new Input.SettleFailed());
            else if (!ending) begin(effect, now); // what would start something new is left to the successor
        }
        return entry;
    }

    private void begin(Effect effect, Instant now) {
        if (effect instanceof Effect.WakeAt wake) timer.set(wake.at(), now);
        else if (effect instanceof Effect.Publish publish) publish(publish, now);
        else readRow(now);
    }

    private JournalEntry entry(Effect.Persist persist, Instant now) {
        writing = persist.write();
        if (writing.event() instanceof ClockSetRight)
            logged(Level.WARN)
                    .log(
                            "Its last event lies {} ahead: set right",
                            Duration.between(now, life().state().lastEventAt()));
        Input.Wish wish = persist.wish();
        Duration left = wish == null ? WRITTEN_WITHIN : Duration.between(now, wish.deadline());
        return JournalEntry.of(explained(persist.write()), System.nanoTime() + left.toNanos());
    }

    private void superseded(String why) {
        superseded = true;
        parts.counts().superseded.increment();
        logged(Level.INFO).log("Superseded, the device starts afresh: {}", why);
        GoneBack.look(id, life().n(), life().state(), parts.wakeups());
    }

    private void readRow(Instant now) {
        delays.reading(now);
        timer.lookAgain();
        await(parts.wakeups().read(id), Input.RowRead::new, failure -> new Input.ReadFailed());
    }

    private void publish(Effect.Publish publish, Instant now) {
        delays.publishing(now);
        Occurrence occurrence = publish.occurrence();
        Duration repeatedAfter = publish.confirm() ? Duration.between(now, publish.expiry()) : null;
        Sending sending = parts.courier()
                .publish(new Ring(id, occurrence, publish.commands(), publish.deadline(), repeatedAfter));
        sendings.begun(occurrence, sending);
        await(
                sending.delivery(),
                delivery -> delivered(occurrence, delivery),
                failure -> delivered(occurrence, new Courier.Failed(Trouble.INEXPRESSIBLE, null, failure.toString())));
    }

    private static Input delivered(Occurrence occurrence, Delivery delivery) {
        if (delivery instanceof Courier.Acknowledged acknowledged)
            return new Input.Acknowledged(occurrence, acknowledged.verdict(), acknowledged.sentAt(), acknowledged.at());
        Courier.Failed failed = (Courier.Failed) delivery;
        return new Input.PublishFailed(
                occurrence, failed.sentAt(), ThreadLocalRandom.current().nextDouble(), failed.reason());
    }

    private <T> void await(CompletionStage<T> stage, Function<T, Input> succeeded, Function<Throwable, Input> failed) {
        awaited++;
        context.pipeToSelf(
                stage,
                (result, failure) -> new Told(failure == null ? succeeded.apply(result) : failed.apply(failure)));
    }

    private boolean due(Instant now) {
        if (ending) return false;
        if (awaited > 0) timer.lookAgain();
        Instant at = timer.come(now);
        if (at != null) delays.rang(at, now);
        return at != null;
    }

    private void warn(String what, String reason) {
        parts.lines().warn(1, what, reason, line -> line.addKeyValue("device", id.value()));
    }

    private LoggingEventBuilder logged(Level level) {
        return context.getLog().atLevel(level).addKeyValue("device", id.value());
    }
}
