package io.carillon.wakeup;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.EventSeq;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import io.carillon.device.JournalEntry;
import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.DeviceState;

/** A device that is replayed and only says what it is. */
final class ReplayedDevice extends EventSourcedBehavior<ActorRef<DeviceState>, JournalEntry, DeviceState> {
    static Behavior<ActorRef<DeviceState>> create(String id) {
        return Behaviors.setup(context -> new ReplayedDevice(id));
    }

    private ReplayedDevice(String id) {
        super(PersistenceId.of("device", id));
    }

    @Override
    public DeviceState emptyState() {
        return DeviceState.EMPTY;
    }

    @Override
    public EventHandler<DeviceState, JournalEntry> eventHandler() {
        return (state, entry) -> entry.event().applyTo(state);
    }

    @Override
    public CommandHandler<ActorRef<DeviceState>, JournalEntry, DeviceState> commandHandler() {
        return (state, asker) -> Effect().reply(asker, state);
    }

    @Override
    public EventAdapter<JournalEntry, Object> eventAdapter() {
        return new EventAdapter<>() {
            @Override
            public Object toJournal(JournalEntry entry) {
                return entry;
            }

            @Override
            public String manifest(JournalEntry entry) {
                return "";
            }

            @Override
            public EventSeq<JournalEntry> fromJournal(Object event, String manifest) {
                return EventSeq.single(JournalEntry.replayed((DeviceEvent) event));
            }
        };
    }
}
