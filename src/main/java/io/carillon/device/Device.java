package io.carillon.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.carillon.device.DeviceCommand.AskDevice;
import io.carillon.device.DeviceCommand.Asked;
import io.carillon.device.DeviceCommand.ChangeDevice;
import io.carillon.schedule.Decision;
import io.carillon.schedule.DeviceChange;
import io.carillon.schedule.DeviceEvent.ClockSetRight;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Effect;
import io.carillon.schedule.EventWrite;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Incarnation;
import io.carillon.schedule.Input;
import io.carillon.schedule.Protocol;
import io.carillon.schedule.Query.ReadFires;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Settle;
import io.carillon.schedule.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * An incarnation of a device, from recovery to stop: answers callers and does what {@link Protocol} says. A write with
 * an unknown outcome ends it; the next message starts a new one.
 */
final class Device {
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** The deadline of an event that no caller waits for. */
    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(9);

    private static final Input PAUSED = new Input.Paused();

    private final DeviceId id;
    private final DeviceParts parts;
    private final Timing timing;
    private final Protocol protocol;
    private final ActorContext<DeviceCommand> context;
    private final TimerScheduler<DeviceCommand> timers;
    private final DeviceEffects effects;
    private final Residence residence;
    private final DeviceCalendars calendars;
    private final ZoneWatch zone;
    private final DeviceLog log;
    private final Callers callers = new Callers();
    private final Askers askers = new Askers();

    private @Nullable Incarnation me;
    private @Nullable Unready unready;
    private @Nullable EventWrite writing;
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
        this.timing = parts.settings().timing(id).knowing(calendars);
        this.protocol = new Protocol(parts.settings(), timing);
        this.context = context;
        this.timers = timers;
        this.log = new DeviceLog(id, context, parts.warnings());
        this.effects = new DeviceEffects(id, parts, context);
        this.residence = new Residence(parts, context, shard, this::rests, this::onlyWaits);
        this.zone = new ZoneWatch(timing, calendars, parts.counts(), log);
        residence.hold(Room.DEVICE);
    }

    void recovered(long n, DeviceState state) {
        if (calendars.knows(state.settings().calendar())) begin(n, state);
        else unready = new Unready(n, state);
    }

    private void begin(long n, DeviceState state) {
        me = Incarnation.recovered(n, state);
        timers.startTimerWithFixedDelay(Doorkeeper.Call.IDLE, Residence.IDLE_LOOK);
        effects.recovered(parts.clock().instant());
        residence.hold(Room.DEVICE + state.weight());
        parts.counts().resident.increment();
        zone.look(state);
        callNext();
    }

    /**
     * A device that cannot read its own calendar starts afresh; callers whose changes need one that cannot be read are
     * turned away.
     */
    void read(CalendarRead read) {
        calendars.take(read);
        if (ending) return;
        if (read.failed() != null) {
            log.warn("A calendar could not be read", read.failed().toString());
            superseded = unready != null;
            callers.turnAllAway();
        }
        Unready known = unready;
        if (known == null || superseded) return;
        unready = null;
        begin(known.n(), known.state());
        known.early().forEach(context.getSelf()::tell);
    }

    /** Whether the message is kept, or dropped, until the calendar is read. */
    boolean isEarly(DeviceCommand message) {
        if (unready == null) return false;
        unready.keep(message);
        return true;
    }

    void unrecovered(Throwable failure) {
        parts.counts().failedRecoveries.increment();
        log.warn(
                "A device could not be recovered and fires nothing until it is",
                RootCause.of(failure).toString());
    }

    void snapshotFailed() {
        parts.counts().failedSnapshots.increment();
    }

    /** Whether nudges keep the device in memory: not where it cannot fire. */
    boolean fires() {
        return zone.isKnown();
    }

    Residence residence() {
        return residence;
    }

    void makeRoom() {
        if (callers.isEmpty()) residence.makeRoom();
    }

    private boolean onlyWaits() {
        return me != null && me.onlyWaits() && !ending;
    }

    private boolean rests() {
        return !effects.isArmed() && effects.awaitsNothing() && isOpen() && !calendars.isReading();
    }

    /**
     * Publishes in flight may finish; those not sent yet are left to the successor.
     *
     * @return whether it has begun: {@link Input.Stopped} is then to be told
     */
    boolean end() {
        if (ending) return false;
        ending = true;
        if (me != null) me.end();
        callers.turnAllAway();
        effects.recallAll();
        timers.startSingleTimer(Doorkeeper.Call.STOP_NOW, LAST_WORDS);
        return me != null;
    }

    boolean hasEnded() {
        return superseded || ending && effects.awaitsNothing() && writing == null;
    }

    void stopped() {
        callers.stopped();
        askers.turnAllAway();
        effects.stopped();
        residence.hold(0);
        if (me != null) parts.counts().resident.decrement();
        zone.stopped();
        if (writing != null) {
            parts.counts().failedWrites.increment();
            log.warn(
                    "An event may not have been written, its device restarts",
                    writing.event().getClass().getSimpleName());
            GoneBack.look(id, incarnation().n(), incarnation().state(), parts.wakeups());
        }
    }

    private boolean isOpen() {
        return me != null && writing == null && !ending;
    }

    /** Whether the request is handled now; else it waits, or is turned away because the device stops. */
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

    /** Whether a nudge has any effect: it comes again, and is ignored while an event is written or the device stops. */
    boolean wakes() {
        parts.counts().woken.increment();
        residence.cameFor(false);
        return !ending && writing == null;
    }

    void answer(AskDevice ask) {
        residence.cameFor(false);
        DeviceState state = incarnation().state();
        Instant now = parts.clock().instant();
        Reply reply = ask.query().answer(state, ask.caller(), timing, now);
        if (ask.query() instanceof ReadFires read && reply instanceof Reply.Fires fires)
            new FiresReader(id, parts, timing)
                    .complete(read, fires, incarnation(), now)
                    .thenAccept(ask.replyTo()::tell);
        else ask.replyTo().tell(reply);
        forgetLater();
    }

    /** A device without events does not stay in memory for having been asked. */
    private void forgetLater() {
        if (incarnation().n() == 0) context.getSelf().tell(Doorkeeper.Call.FORGET);
    }

    /** Messages that came meanwhile went first; one may have been a creation. */
    void forget() {
        if (me != null && me.n() == 0 && me.isFree() && rests() && callers.isEmpty()) residence.leave();
    }

    Optional<JournalEntry> change(ChangeDevice change) {
        callers.begin(change);
        residence.cameFor(change.change() instanceof DeviceChange.TakeCalendar);
        return told(new Input.Wish(change.change(), change.caller(), change.deadline()));
    }

    Optional<JournalEntry> answered(DeviceCommand.TakeAnswer taken) {
        askers.add(taken.answer(), taken.replyTo());
        return told(taken.answer());
    }

    private void decided(Decision decision) {
        callers.decided(decision, incarnation().state());
        calendars.keepOnly(incarnation().state().settings().calendar());
        forgetLater();
    }

    private Incarnation incarnation() {
        return Optional.ofNullable(me).orElseThrow();
    }

    /** Steps the protocol and carries out the effects; returns the event to be written. */
    Optional<JournalEntry> told(Input input) {
        Instant now = parts.clock().instant();
        effects.take(input);
        if (effects.hasStoodStill(now)) protocol.step(incarnation(), PAUSED, now);
        if (input instanceof Input.TimerElapsed && (ending || !effects.isDue(now))) return Optional.empty();
        effects.diagnose(input, now);
        if (input instanceof Input.Settled settled) recorded(incarnation().settle(), settled.updated());
        return perform(protocol.step(incarnation(), input, now), now);
    }

    /** Verdicts that {@link Verdict#stands stand} are written even where the row was not updated. */
    private void recorded(@Nullable Settle settle, boolean updated) {
        if (settle == null) return;
        if (updated) fired(settle.verdicts());
        else askers.written(settle.verdicts());
    }

    private void fired(List<Firing> lines) {
        askers.written(lines);
        effects.fired(lines);
    }

    void persisted() {
        EventWrite write = Optional.ofNullable(writing).orElseThrow();
        Instant now = parts.clock().instant();
        writing = null;
        List<Effect> next = protocol.step(incarnation(), new Input.Persisted(), now);
        zone.look(incarnation().state());
        residence.hold(Room.DEVICE + incarnation().state().weight());
        fired(write.lines());
        perform(next, now);
        if (incarnation().isFree()) {
            callers.changed(incarnation().state(), write.event().scheduledAt());
            calendars.keepOnly(incarnation().state().settings().calendar());
        }
        if (ending) context.getSelf().tell(Doorkeeper.STOPPED);
        else callNext();
    }

    private Optional<JournalEntry> perform(List<Effect> wanted, Instant now) {
        Optional<JournalEntry> entry = Optional.empty();
        for (Effect effect : wanted) {
            if (effect instanceof Effect.Persist persist) entry = Optional.of(entry(persist, now));
            else if (effect instanceof Effect.Decided decided) decided(decided.decision());
            else if (effect instanceof Effect.Stop stop) superseded(stop.why());
            else if (effect instanceof Effect.Declined declined) askers.declined(declined);
            else if (effect instanceof Effect.Leave && !ending) residence.leave();
            else if (!ending || effect.isLast()) effects.begin(effect, now);
        }
        return entry;
    }

    private JournalEntry entry(Effect.Persist persist, Instant now) {
        writing = persist.write();
        if (writing.event() instanceof ClockSetRight)
            log.at(Level.WARN).log(
                    "The device's last event is {} ahead of the clock: corrected",
                    Duration.between(now, incarnation().state().lastEventAt()));
        Input.Wish wish = persist.wish();
        Duration left = wish == null ? WRITTEN_WITHIN : Duration.between(now, wish.deadline());
        return JournalEntry.of(effects.explained(persist.write()), System.nanoTime() + left.toNanos());
    }

    private void superseded(String why) {
        superseded = true;
        parts.counts().superseded.increment();
        log.at(Level.INFO).log("Superseded, the device restarts: {}", why);
        GoneBack.look(id, incarnation().n(), incarnation().state(), parts.wakeups());
    }
}
