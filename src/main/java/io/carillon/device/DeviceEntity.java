package io.carillon.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.EventSeq;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.SnapshotFailed;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import io.carillon.device.DeviceCommand.AskDevice;
import io.carillon.device.DeviceCommand.ChangeDevice;
import io.carillon.device.DeviceCommand.Hail;
import io.carillon.device.DeviceCommand.TakeAnswer;
import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Input;
import java.util.Optional;

/** A device's journal and snapshots; hands its messages to {@link Device}, which interprets them. */
final class DeviceEntity extends EventSourcedBehavior<DeviceCommand, JournalEntry, DeviceState> {
    private static final int EVENTS_A_SNAPSHOT = 100;

    /** A replay reads about as much. Events before a snapshot are deleted. */
    private static final int BYTES_A_SNAPSHOT = 1024 * 1024;

    private static final Adapter ADAPTER = new Adapter();

    private final Device device;
    private final ActorContext<DeviceCommand> context;
    private int events;
    private int bytes;

    static Behavior<DeviceCommand> create(
            DeviceId id, DeviceParts parts, ActorRef<ClusterSharding.ShardCommand> shard) {
        return Doorstep.create(
                id,
                parts,
                shard,
                Behaviors.setup(context -> Behaviors.withTimers(timers -> {
                    Device device = new Device(id, parts, context, timers, shard);
                    return Behaviors.intercept(() -> new Doorkeeper(device), new DeviceEntity(id, device, context));
                })));
    }

    private DeviceEntity(DeviceId id, Device device, ActorContext<DeviceCommand> context) {
        super(PersistenceId.of("device", id.value()));
        this.device = device;
        this.context = context;
    }

    @Override
    public DeviceState emptyState() {
        return DeviceState.EMPTY;
    }

    @Override
    public EventHandler<DeviceState, JournalEntry> eventHandler() {
        return (state, entry) -> {
            events++;
            bytes += entry.event().weight();
            return entry.event().applyTo(state);
        };
    }

    /**
     * Decided by what was written since the last one. A cleared device gets one at once, so that nothing of it is kept
     * longer than the trimmer takes.
     */
    @Override
    public boolean shouldSnapshot(DeviceState state, JournalEntry entry, long sequenceNumber) {
        boolean due =
                events >= EVENTS_A_SNAPSHOT || bytes >= BYTES_A_SNAPSHOT || entry.event() instanceof DeviceCleared;
        if (due) events = bytes = 0;
        return due;
    }

    @Override
    public EventAdapter<JournalEntry, Object> eventAdapter() {
        return ADAPTER;
    }

    /** The journal is given entries and returns events. */
    private static final class Adapter extends EventAdapter<JournalEntry, Object> {
        @Override
        public Object toJournal(JournalEntry entry) {
            return entry;
        }

        @Override
        public String manifest(JournalEntry entry) {
            return "";
        }

        @Override
        public EventSeq<JournalEntry> fromJournal(Object stored, String manifest) {
            return EventSeq.single(
                    stored instanceof JournalEntry entry ? entry : JournalEntry.replayed((DeviceEvent) stored));
        }
    }

    /** A single handler: the builder allocates several objects per signal, for every device. */
    @Override
    public SignalHandler<DeviceState> signalHandler() {
        return newSignalHandlerBuilder().onSignal(Signal.class, this::on).build();
    }

    private void on(DeviceState state, Signal signal) {
        if (signal instanceof RecoveryCompleted) device.recovered(lastSequenceNumber(context), state);
        else if (signal instanceof RecoveryFailed failed) device.unrecovered(failed.getFailure());
        else if (signal instanceof SnapshotFailed) device.snapshotFailed();
    }

    @Override
    public CommandHandler<DeviceCommand, JournalEntry, DeviceState> commandHandler() {
        return this::on;
    }

    private Effect<JournalEntry, DeviceState> on(DeviceState state, DeviceCommand command) {
        if (device.isEarly(command)) return Effect().none();
        if (command instanceof InputTold told) return follow(device.told(told.input()));
        if (command instanceof ChangeDevice change) return follow(device.change(change));
        if (command instanceof AskDevice ask) {
            device.answer(ask);
            return Effect().none();
        }
        if (command instanceof TakeAnswer taken) return follow(device.answered(taken));
        return follow(device.told(command instanceof Hail ? new Input.Hailed() : new Input.Woken()));
    }

    private Effect<JournalEntry, DeviceState> follow(Optional<JournalEntry> entry) {
        return entry.isPresent()
                ? Effect().persist(entry.get()).thenRun((DeviceState state) -> device.persisted())
                : Effect().none();
    }
}
