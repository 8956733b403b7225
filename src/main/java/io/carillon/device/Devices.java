package io.carillon.device;

import akka.actor.typed.ActorRef;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Query;
import io.carillon.schedule.Reply;
import java.util.concurrent.CompletionStage;

/**
 * All devices, wherever their shards are. The stages never fail: without an answer in time they hold {@code
 * No(UNAVAILABLE)}.
 */
public interface Devices {
    CompletionStage<Reply> change(DeviceId device, Change change, Caller caller);

    CompletionStage<Reply> ask(DeviceId device, Query query, Caller caller);

    /**
     * Nudges the device's entity; best effort.
     *
     * @param from gets {@link TurnedAway} where the device's node has no room for it
     */
    void wake(DeviceId device, ActorRef<TurnedAway> from);
}
