package io.carillon.http;

import akka.actor.typed.ActorRef;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.device.Devices;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.Decision;
import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Moment;
import io.carillon.schedule.Plain;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Query;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Timing;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Devices in memory that decide as the real ones do, with the code of {@code schedule}. */
final class StubDevices implements Devices {
    private final Map<DeviceId, DeviceState> states = new ConcurrentHashMap<>();
    private final List<Object> asked = Collections.synchronizedList(new ArrayList<>());
    private final InstantSource clock;
    private final Timing service;

    volatile boolean unavailable;
    volatile boolean silent;
    volatile boolean broken;
    volatile Reply.@Nullable Fires fires;

    StubDevices(InstantSource clock, Timing service) {
        this.clock = clock;
        this.service = service;
    }

    List<Object> asked() {
        return List.copyOf(asked);
    }

    DeviceState state(String device) {
        return states.getOrDefault(new DeviceId(device), DeviceState.EMPTY);
    }

    @Override
    public synchronized CompletionStage<Reply> change(DeviceId device, Change change, Caller caller) {
        return answered(change, () -> decided(device, state(device.value()), change, caller));
    }

    @Override
    public synchronized CompletionStage<Reply> ask(DeviceId device, Query query, Caller caller) {
        return answered(query, () -> {
            Reply reply = query.answer(state(device.value()), caller, service, clock.instant());
            Reply.Fires instead = fires;
            return reply instanceof Reply.Fires && instead != null ? instead : reply;
        });
    }

    private CompletionStage<Reply> answered(Object wish, Supplier<Reply> answer) {
        asked.add(wish);
        if (silent) return new CompletableFuture<>();
        if (broken) return CompletableFuture.completedStage(new Reply.Done());
        return CompletableFuture.completedStage(unavailable ? new Reply.No(Problem.UNAVAILABLE) : answer.get());
    }

    @Override
    public void wake(DeviceId device, ActorRef<TurnedAway> from) {
        throw new UnsupportedOperationException("the edge wakes nobody");
    }

    private Reply decided(DeviceId device, DeviceState state, Change change, Caller caller) {
        Moment moment = Plain.moment(state.momentOfChange(clock.instant()), service);
        Decision decision = change.decide(state, caller, moment);
        if (decision instanceof Decision.Refused refused) return new Reply.No(refused.problem());
        if (decision instanceof Decision.Repeated repeated)
            return new Reply.OneGroup(repeated.answer(), true, repeated.scheduledAt());
        Optional<DeviceEvent> event =
                decision instanceof Decision.Accepted accepted ? Optional.of(accepted.event()) : Optional.empty();
        DeviceState next = event.map(told -> told.applyTo(state)).orElse(state);
        states.put(device, next);
        return change.answer(next)
                .<Reply>map(group -> new Reply.OneGroup(
                        group, false, event.map(DeviceEvent::scheduledAt).orElse(null)))
                .orElseGet(Reply.Done::new);
    }
}
