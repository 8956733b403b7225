package io.carillon.device;

import akka.actor.typed.ActorRef;
import io.carillon.schedule.DeviceId;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** All devices, wherever their shards are. */
public interface Devices {
    /** Asks the device's entity. The stage never fails: no answer in time is {@code No(UNAVAILABLE)}. */
    CompletionStage<Reply> ask(DeviceId device, Function<ActorRef<Reply>, DeviceCommand> command);

    /** Nudges the device's entity; nothing is promised. */
    void wake(DeviceId device);
}
