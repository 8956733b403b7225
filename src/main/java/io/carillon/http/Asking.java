package io.carillon.http;

import akka.actor.typed.ActorRef;
import akka.http.javadsl.model.HttpResponse;
import io.carillon.device.DeviceCommand;
import io.carillon.device.DeviceCommand.ChangeDevice;
import io.carillon.device.Devices;
import io.carillon.device.Reply;
import io.carillon.schedule.Change;
import io.carillon.schedule.DeviceId;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks devices; a no fails the stage with {@link Refused}. */
final class Asking {
    private final Devices devices;

    Asking(Devices devices) {
        this.devices = devices;
    }

    <T extends Reply> CompletionStage<HttpResponse> ask(
            DeviceId device,
            Function<ActorRef<Reply>, DeviceCommand> command,
            Class<T> expected,
            Function<T, HttpResponse> answer) {
        return devices.ask(device, command).thenApply(reply -> {
            if (reply instanceof Reply.No no) throw new Refused(Refusal.of(no.problem()));
            return answer.apply(expected.cast(reply));
        });
    }

    <T extends Reply> CompletionStage<HttpResponse> change(
            Call call, DeviceId device, Change change, Class<T> expected, Function<T, HttpResponse> answer) {
        return ask(device, replyTo -> new ChangeDevice(change, call.caller(device), replyTo), expected, answer);
    }
}
