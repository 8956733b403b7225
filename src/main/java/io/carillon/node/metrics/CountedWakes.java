package io.carillon.node.metrics;

import akka.actor.typed.ActorRef;
import io.carillon.device.DeviceCommand;
import io.carillon.device.Devices;
import io.carillon.device.Reply;
import io.carillon.schedule.DeviceId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Devices as the poller sees them: its nudges are counted. */
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
    public CompletionStage<Reply> ask(DeviceId device, Function<ActorRef<Reply>, DeviceCommand> command) {
        return devices.ask(device, command);
    }

    @Override
    public void wake(DeviceId device) {
        sent.increment();
        devices.wake(device);
    }
}
