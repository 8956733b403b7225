package io.carillon.http;

import akka.http.javadsl.model.HttpResponse;
import io.carillon.device.Devices;
import io.carillon.schedule.Change;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Query;
import io.carillon.schedule.Reply;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks devices; a refusal fails the stage with {@link Refused}. */
final class Asking {
    private final Devices devices;

    Asking(Devices devices) {
        this.devices = devices;
    }

    <T extends Reply> CompletionStage<HttpResponse> ask(
            Call call, DeviceId device, Query query, Class<T> expected, Function<T, HttpResponse> answer) {
        return answered(devices.ask(device, query, call.caller(device)), expected, answer);
    }

    <T extends Reply> CompletionStage<HttpResponse> change(
            Call call, DeviceId device, Change change, Class<T> expected, Function<T, HttpResponse> answer) {
        return answered(devices.change(device, change, call.caller(device)), expected, answer);
    }

    static <T extends Reply> CompletionStage<HttpResponse> answered(
            CompletionStage<Reply> asked, Class<T> expected, Function<T, HttpResponse> answer) {
        return asked.thenApply(reply -> {
            if (reply instanceof Reply.No no) throw new Refused(Refusal.of(no.problem()));
            return answer.apply(expected.cast(reply));
        });
    }
}
