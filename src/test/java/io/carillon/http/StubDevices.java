package io.carillon.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import io.carillon.device.DeviceCommand;
import io.carillon.device.DeviceCommand.ChangeDevice;
import io.carillon.device.DeviceCommand.ListGroups;
import io.carillon.device.DeviceCommand.ReadBindings;
import io.carillon.device.DeviceCommand.ReadDevice;
import io.carillon.device.DeviceCommand.ReadFires;
import io.carillon.device.DeviceCommand.ReadGroup;
import io.carillon.device.Devices;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Decision;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Group;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Timing;
import io.carillon.schedule.UserId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Devices in memory that decide as the real ones do, with the code of {@code schedule}. */
final class StubDevices implements Devices {
    private final Map<DeviceId, DeviceState> states = new ConcurrentHashMap<>();
    private final List<DeviceCommand> asked = Collections.synchronizedList(new ArrayList<>());
    private final ActorSystem<?> system;
    private final InstantSource clock;
    private final Timing service;

    volatile boolean unavailable;
    volatile boolean silent;
    volatile boolean broken;
    volatile Reply.Fires fires = new Reply.Fires(List.of(), List.of());

    StubDevices(ActorSystem<?> system, InstantSource clock, Timing service) {
        this.system = system;
        this.clock = clock;
        this.service = service;
    }

    List<DeviceCommand> asked() {
        return List.copyOf(asked);
    }

    DeviceState state(String device) {
        return states.getOrDefault(new DeviceId(device), DeviceState.EMPTY);
    }

    @Override
    public synchronized CompletionStage<Reply> ask(DeviceId device, Function<ActorRef<Reply>, DeviceCommand> command) {
        DeviceCommand wish = command.apply(system.ignoreRef());
        asked.add(wish);
        if (silent) return new CompletableFuture<>();
        if (broken) return CompletableFuture.completedStage(new Reply.Done());
        return CompletableFuture.completedStage(
                unavailable ? new Reply.No(Problem.UNAVAILABLE) : answer(device, state(device.value()), wish));
    }

    @Override
    public void wake(DeviceId device) {
        throw new UnsupportedOperationException("the edge wakes nobody");
    }

    private Reply answer(DeviceId device, DeviceState state, DeviceCommand wish) {
        if (wish instanceof ChangeDevice change) return change(device, state, change);
        if (wish instanceof ReadGroup read) return ofGroup(state, read.group(), read.caller(), Reply.OneGroup::new);
        if (wish instanceof ReadFires read) return ofGroup(state, read.group(), read.caller(), group -> fires);
        if (wish instanceof ListGroups list) {
            if (!list.caller().boundTo(state)) return new Reply.No(Problem.HIDDEN);
            List<Group> newestFirst = new ArrayList<>(state.groups());
            Collections.reverse(newestFirst);
            return new Reply.Groups(newestFirst);
        }
        if (wish instanceof ReadDevice read)
            return read.caller().admin() || read.caller().boundTo(state)
                    ? new Reply.Device(
                            state.timingOr(service).zone(), state.groups().size())
                    : new Reply.No(Problem.HIDDEN);
        if (wish instanceof ReadBindings read)
            return read.caller().admin()
                    ? new Reply.Bindings(state.users().stream()
                            .sorted(Comparator.comparing(UserId::value))
                            .toList())
                    : new Reply.No(Problem.NOT_ADMIN);
        throw new IllegalArgumentException(wish.toString());
    }

    private static Reply ofGroup(DeviceState state, GroupId id, Caller caller, Function<Group, Reply> reply) {
        Optional<Group> group = state.group(id);
        if (group.isEmpty()) return new Reply.No(Problem.NO_SUCH_GROUP);
        return caller.boundTo(state) ? reply.apply(group.get()) : new Reply.No(Problem.HIDDEN);
    }

    private Reply change(DeviceId device, DeviceState state, ChangeDevice wish) {
        Decision decision = wish.change().decide(state, wish.caller(), state.momentOfChange(clock.instant()), service);
        if (decision instanceof Decision.Refused refused) return new Reply.No(refused.problem());
        if (decision instanceof Decision.Repeated repeated) return new Reply.OneGroup(repeated.answer());
        DeviceState next = decision instanceof Decision.Accepted accepted
                ? accepted.event().applyTo(state)
                : state;
        states.put(device, next);
        return wish.change().answer(next).<Reply>map(Reply.OneGroup::new).orElseGet(Reply.Done::new);
    }
}
