package io.carillon.device;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.dispatch.ExecutionContexts;
import akka.persistence.typed.DeleteSnapshotsFailed;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.SnapshotFailed;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.carillon.device.Courier.Delivery;
import io.carillon.device.Courier.Ring;
import io.carillon.device.Courier.Trouble;
import io.carillon.device.DeviceCommand.ChangeDevice;
import io.carillon.device.DeviceCommand.ListGroups;
import io.carillon.device.DeviceCommand.ReadBindings;
import io.carillon.device.DeviceCommand.ReadDevice;
import io.carillon.device.DeviceCommand.ReadFires;
import io.carillon.device.DeviceCommand.ReadGroup;
import io.carillon.device.DeviceCommand.Wake;
import io.carillon.schedule.Change;
import io.carillon.schedule.Decision;
import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Effect.Lower;
import io.carillon.schedule.Effect.Persist;
import io.carillon.schedule.Effect.Publish;
import io.carillon.schedule.Effect.ReadRow;
import io.carillon.schedule.Effect.WakeAt;
import io.carillon.schedule.Effect.WriteSettle;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Group;
import io.carillon.schedule.Incarnation;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Protocol;
import io.carillon.schedule.Settle;
import io.carillon.schedule.Step;
import io.carillon.schedule.Timing;
import io.carillon.schedule.Upcoming;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import scala.concurrent.ExecutionContext;

/**
 * A device: replays what it was told, answers, and does what {@link Protocol} says. All that it
 * remembers beyond its state is one {@link Incarnation}, which ends with it: a write whose outcome is unknown stops it,
 * and the next message starts a fresh one.
 */
final class DeviceEntity extends EventSourcedBehavior<DeviceCommand, DeviceEvent, DeviceState> {
    /** The clock is measured anew and the timer is not, so the clock is looked at at least this often. */
    private static final Duration LONGEST_TIMER = Duration.ofSeconds(5);

    /**
     * How often the device looks whether a message came: it is idle after 60 to 90 s without one. A receive time-out would
     * be set anew by each message of a herd, and what that replaces stays in the timer wheel for a minute.
     */
    private static final Duration IDLE_LOOK = Duration.ofSeconds(30);

    private static final int IDLE_LOOKS = 3;
    private static final Told.Rung RUNG = new Told.Rung();
    private static final ExecutionContext AT_ONCE = ExecutionContexts.fromExecutor(Runnable::run);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final int EVENTS_A_SNAPSHOT = 100;
    private static final int SNAPSHOTS_KEPT = 2;

    /** Asks the entity to end: what is in flight may finish first. */
    enum Ending implements DeviceCommand {
        STOP,
        STOP_NOW,
        IDLE
    }

    private final DeviceId device;
    private final DeviceParts parts;
    private final Timing timing;
    private final Protocol protocol;
    private final ActorContext<DeviceCommand> context;
    private final TimerScheduler<DeviceCommand> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final Delays delays;

    private Incarnation me = Incarnation.recovered(0, DeviceState.EMPTY);
    private @Nullable ChangeDevice writing;
    private @Nullable Instant ringAt;
    private Cancellable ring = Cancellable.alreadyCancelled();
    private int quietLooks;
    private int awaited;
    private int failures;
    private boolean stashed;
    private boolean ending;
    private boolean resident;

    static Behavior<DeviceCommand> create(
            DeviceId device, DeviceParts parts, ActorRef<ClusterSharding.ShardCommand> shard) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new DeviceEntity(device, parts, context, timers, shard)));
    }

    private DeviceEntity(
            DeviceId device,
            DeviceParts parts,
            ActorContext<DeviceCommand> context,
            TimerScheduler<DeviceCommand> timers,
            ActorRef<ClusterSharding.ShardCommand> shard) {
        super(PersistenceId.of("device", device.value()));
        this.device = device;
        this.parts = parts;
        this.timing = parts.terms().timing(device);
        this.protocol = new Protocol(parts.terms(), timing);
        this.context = context;
        this.timers = timers;
        this.shard = shard;
        this.delays = new Delays(parts.clock().instant());
    }

    @Override
    public DeviceState emptyState() {
        return DeviceState.EMPTY;
    }

    @Override
    public EventHandler<DeviceState, DeviceEvent> eventHandler() {
        return (state, event) -> event.applyTo(state);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(EVENTS_A_SNAPSHOT, SNAPSHOTS_KEPT);
    }

    @Override
    public SignalHandler<DeviceState> signalHandler() {
        return newSignalHandlerBuilder().onSignal(Signal.class, this::on).build();
    }

    /**
     * One handler for all of them, in place of the library's own, too: a builder keeps several objects for each, and so would
     * every device in memory.
     */
    private void on(DeviceState state, Signal signal) {
        if (signal instanceof RecoveryCompleted) recovered(state);
        else if (signal instanceof RecoveryFailed failed) unrecovered(failed.getFailure());
        else if (signal instanceof SnapshotFailed)
            parts.counts().failedSnapshots.increment();
        else if (signal instanceof DeleteSnapshotsFailed failed) undeleted(failed.getFailure());
        else if (signal instanceof PostStop) stopped();
    }

    private void recovered(DeviceState state) {
        me = Incarnation.recovered(lastSequenceNumber(context), state);
        timers.startTimerWithFixedDelay(Ending.IDLE, IDLE_LOOK);
        delays.recovered(parts.clock().instant());
        parts.counts().resident.increment();
        resident = true;
    }

    private LoggingEventBuilder logged(Level level) {
        return context.getLog().atLevel(level).addKeyValue("device", device.value());
    }

    private void unrecovered(Throwable failure) {
        parts.counts().failedRecoveries.increment();
        Throwable cause = failure;
        while (cause.getCause() != null) cause = cause.getCause();
        logged(Level.ERROR).log("The device cannot be recovered: {}", cause.toString());
    }

    private void undeleted(Throwable failure) {
        logged(Level.WARN).log("Old snapshots stay, the next snapshot tries again: {}", failure.toString());
    }

    private void unwritten(DeviceEvent event) {
        parts.counts().failedWrites.increment();
        String name = event.getClass().getSimpleName();
        logged(Level.WARN).log("{} may not have been written, the device starts afresh", name);
    }

    private void stopped() {
        answerWriter(new Reply.No(Problem.UNAVAILABLE));
        armed(null);
        if (resident) parts.counts().resident.decrement();
        if (me.writing() != null && me.writing().lowered())
            unwritten(me.writing().event());
    }

    @Override
    public CommandHandler<DeviceCommand, DeviceEvent, DeviceState> commandHandler() {
        return this::on;
    }

    private Effect<DeviceEvent, DeviceState> on(DeviceState state, DeviceCommand command) {
        if (command != Ending.IDLE) quietLooks = 0;
        if (command instanceof Told told) return onTold(told);
        if (command instanceof Wake) return onWake();
        if (command instanceof ChangeDevice change) return onChange(state, change);
        if (command instanceof ReadGroup read) return answer(read.replyTo(), Reads.group(read, state));
        if (command instanceof ListGroups read) return answer(read.replyTo(), Reads.groups(read, state));
        if (command instanceof ReadDevice read) return answer(read.replyTo(), Reads.device(read, state, timing));
        if (command instanceof ReadBindings read) return answer(read.replyTo(), Reads.bindings(read, state));
        if (command instanceof ReadFires read) return onReadFires(state, read);
        return onEnding((Ending) command);
    }

    private Effect<DeviceEvent, DeviceState> onWake() {
        parts.counts().woken.increment();
        return ending ? Effect().none() : follow(protocol.woken(me));
    }

    private Effect<DeviceEvent, DeviceState> onChange(DeviceState state, ChangeDevice wish) {
        if (ending) return answer(wish.replyTo(), new Reply.No(Problem.UNAVAILABLE));
        if (me.writing() != null) {
            stashed = true;
            return Effect().stash();
        }
        Instant at = state.momentOfChange(parts.clock().instant());
        Change change = wish.change();
        Decision decision = change.decide(state, wish.caller(), at, timing);
        if (decision instanceof Decision.Refused refused)
            return answer(wish.replyTo(), new Reply.No(refused.problem()));
        if (decision instanceof Decision.Repeated repeated)
            return answer(wish.replyTo(), new Reply.OneGroup(repeated.answer()));
        if (decision instanceof Decision.Accepted accepted) {
            writing = wish;
            return follow(protocol.accepted(me, accepted.event()));
        }
        return answer(wish.replyTo(), changed(change, state));
    }

    private static Reply changed(Change change, DeviceState state) {
        return change.answer(state).<Reply>map(Reply.OneGroup::new).orElseGet(Reply.Done::new);
    }

    private Effect<DeviceEvent, DeviceState> onReadFires(DeviceState state, ReadFires read) {
        Optional<Group> group = Reads.firesOf(read, state);
        if (group.isEmpty()) return answer(read.replyTo(), new Reply.No(Problem.HIDDEN));
        List<Upcoming> upcoming =
                Upcoming.of(state, group.get(), timing, parts.clock().instant(), read.limit());
        parts.firingLog()
                .recent(read.group(), read.limit())
                .<Reply>thenApply(recent -> new Reply.Fires(upcoming, recent))
                .exceptionally(failure -> new Reply.No(Problem.UNAVAILABLE))
                .thenAccept(read.replyTo()::tell);
        return Effect().none();
    }

    private Effect<DeviceEvent, DeviceState> onTold(Told told) {
        if (told instanceof Told.Outcome) awaited--;
        if (told instanceof Told.Rung && !due()) return Effect().none();
        if (told instanceof Told.LowerFailed) answerWriter(new Reply.No(Problem.UNAVAILABLE));
        if (told instanceof Told.Acknowledged) failures = 0;
        if (told instanceof Told.PublishFailed) failures++;
        Instant now = parts.clock().instant();
        delays.told(told, now);
        if (told instanceof Told.Settled settled && settled.updated()) recorded(me.settle());
        return follow(told.on(protocol, me, now));
    }

    private void recorded(@Nullable Settle settle) {
        if (settle == null) return;
        for (Firing firing : settle.verdicts()) parts.firings().fired(new Fired(device, firing, delays.of(firing)));
    }

    /** Does what the protocol wants; its one event, if there is one, last. */
    private Effect<DeviceEvent, DeviceState> follow(Step step) {
        me = step.next();
        Optional<DeviceEvent> event = perform(step);
        if (event.isPresent()) {
            stashed = false;
            return Effect().persist(event.get()).thenRun(this::persisted).thenUnstashAll();
        }
        if (ending && awaited == 0) return Effect().stop();
        if (!stashed || me.writing() != null) return Effect().none();
        stashed = false;
        return Effect().none().thenUnstashAll();
    }

    private void persisted(DeviceState state) {
        Step step = protocol.persisted(me, parts.clock().instant());
        me = step.next();
        perform(step);
        ChangeDevice written = writing;
        if (written != null) answerWriter(changed(written.change(), state));
    }

    private void answerWriter(Reply reply) {
        if (writing != null) writing.replyTo().tell(reply);
        writing = null;
    }

    private Optional<DeviceEvent> perform(Step step) {
        Optional<DeviceEvent> event = Optional.empty();
        for (var effect : step.effects()) {
            if (effect instanceof Persist persist) event = Optional.of(counted(persist.event()));
            else if (effect instanceof Lower lower)
                await(
                        parts.wakeups().lower(device, lower.dueAt(), lower.seq()),
                        Told.Lowered::new,
                        failure -> new Told.LowerFailed());
            else if (effect instanceof WriteSettle write)
                await(
                        parts.wakeups().settle(device, write.settle()),
                        Told.Settled::new,
                        failure -> new Told.SettleFailed());
            else if (ending) continue; // what would start something new is left to the successor
            else if (effect instanceof WakeAt wake) ringAt(wake.at());
            else if (effect instanceof ReadRow) readRow();
            else publish((Publish) effect);
        }
        return event;
    }

    private DeviceEvent counted(DeviceEvent event) {
        if (event instanceof DeviceEvent.Fenced) parts.counts().fenced.increment();
        return event;
    }

    private void readRow() {
        delays.reading(parts.clock().instant());
        await(parts.wakeups().read(device), Told.RowRead::new, failure -> new Told.ReadFailed());
    }

    private void publish(Publish publish) {
        delays.publishing(parts.clock().instant());
        Instant deadline = publish.occurrence().at().plus(parts.terms().grace());
        await(
                parts.courier().publish(new Ring(device, publish.occurrence(), publish.commands(), deadline)),
                delivery -> delivered(publish, delivery),
                failure -> delivered(publish, new Courier.Failed(Trouble.INEXPRESSIBLE, null, failure.toString())));
    }

    private Told delivered(Publish publish, Delivery delivery) {
        return delivery instanceof Courier.Acknowledged acknowledged
                ? new Told.Acknowledged(publish.occurrence(), acknowledged)
                : new Told.PublishFailed(
                        publish.occurrence(), (Courier.Failed) delivery, Backoff.afterFailures(failures));
    }

    private <T> void await(CompletionStage<T> stage, Function<T, Told> succeeded, Function<Throwable, Told> failed) {
        awaited++;
        context.pipeToSelf(
                stage, (result, failure) -> failure == null ? succeeded.apply(result) : failed.apply(failure));
    }

    /** By the scheduler itself: of a {@link TimerScheduler} each ring costs the logger's context, filled and emptied. */
    private void ringAt(Instant at) {
        armed(at);
        ActorRef<DeviceCommand> self = context.getSelf();
        Duration left = Duration.between(parts.clock().instant(), at);
        if (left.isNegative() || left.isZero()) self.tell(RUNG);
        else
            ring = context.getSystem()
                    .scheduler()
                    .scheduleOnce(
                            left.compareTo(LONGEST_TIMER) < 0 ? left : LONGEST_TIMER, () -> self.tell(RUNG), AT_ONCE);
    }

    private void armed(@Nullable Instant at) {
        if (ringAt == null && at != null) parts.counts().armed.increment();
        if (ringAt != null && at == null) parts.counts().armed.decrement();
        ring.cancel();
        ringAt = at;
    }

    /** Only the clock says that it is time, never the timer. */
    private boolean due() {
        Instant at = ringAt;
        if (at == null || ending) return false;
        Instant now = parts.clock().instant();
        if (now.isBefore(at)) {
            ringAt(at);
            return false;
        }
        delays.rang(at, now);
        armed(null);
        return true;
    }

    private Effect<DeviceEvent, DeviceState> onEnding(Ending command) {
        if (command == Ending.IDLE) {
            quietLooks++;
            if (quietLooks >= IDLE_LOOKS && ringAt == null && awaited == 0)
                shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
            return Effect().none();
        }
        if (command == Ending.STOP_NOW || awaited == 0) return Effect().stop();
        ending = true;
        timers.startSingleTimer(Ending.STOP_NOW, LAST_WORDS);
        return Effect().none();
    }

    private Effect<DeviceEvent, DeviceState> answer(ActorRef<Reply> to, Reply reply) {
        to.tell(reply);
        return Effect().none();
    }
}
