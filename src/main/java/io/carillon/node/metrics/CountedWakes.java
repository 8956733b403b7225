package io.carillon.node.metrics;

import akka.actor.typed.ActorRef;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.device.Devices;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Query;
import io.carillon.schedule.Reply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletionStage;

/** Counts the poller's nudges. */
final class CountedWakes implements Devices {
    private final Devices devices;
    private final Counter sent;

    CountedWakes(Devices devices, MeterRegistry registry) {
        this.devices = devices;
        sent = Counter.builder("carillon.wakes.sent")
                .description("Nudges sent by this node's poller")
                .register(registry);
    }

    @Override
    public CompletionStage<Reply> change(DeviceId device, Change change, Caller caller) {
        return devices.change(device, change, caller);
    }

    @Override
    public CompletionStage<Reply> ask(DeviceId device, Query query, Caller caller) {
        return devices.ask(device, query, caller);
    }

    @Override
    public void wake(DeviceId device, ActorRef<TurnedAway> from) {
        sent.increment();
        devices.wake(device, from);
    }
}
