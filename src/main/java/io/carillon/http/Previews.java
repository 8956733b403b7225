package io.carillon.http;

import akka.http.javadsl.model.HttpResponse;
import io.carillon.device.Devices;
import io.carillon.schedule.Days;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceSettings;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.GroupChange.CreateGroup;
import io.carillon.schedule.Location;
import io.carillon.schedule.Query.PreviewGroup;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Timing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Previews schedules (contract 1, {@code preview}): on a device, or in a zone and at a location. */
final class Previews {
    private static final int DAYS = 14;
    private static final int MOST_DAYS = 400;
    /** The device id of previews without a device. */
    private static final DeviceId NOBODY = new DeviceId("preview");

    private record Asked(Optional<DeviceId> device, CreateGroup group, DeviceState without) {}

    private final Asking asking;
    private final GroupBody bodies;
    private final Timing service;
    private final InstantSource clock;

    Previews(Devices devices, ApiSettings settings, GroupBody bodies, InstantSource clock) {
        asking = new Asking(devices);
        this.bodies = bodies;
        service = new Timing(settings.zone(), Duration.ZERO);
        this.clock = clock;
    }

    CompletionStage<HttpResponse> preview(Call call) {
        int days = call.query().number("days", 1, MOST_DAYS).orElse(DAYS);
        Asked asked = call.read(this::asked);
        PreviewGroup preview = new PreviewGroup(asked.group(), days);
        if (asked.device().isPresent())
            return asking.ask(call, asked.device().get(), preview, Reply.Preview.class, Previews::answer);
        return Asking.answered(
                CompletableFuture.completedStage(preview.on(asked.without(), service, clock.instant())),
                Reply.Preview.class,
                Previews::answer);
    }

    private static HttpResponse answer(Reply.Preview preview) {
        return Answer.ok("ok", FiresView.preview(preview));
    }

    private Asked asked(Field body) {
        Optional<DeviceId> device = body.at("device_id").optional(id -> id.parsed(DeviceId.ALLOWED, DeviceId::parse));
        Field zone = body.at("time_zone");
        if (device.isPresent() && zone.isPresent()) throw zone.not("nothing expected beside device_id");
        Location location = body.at("location").optional(DeviceBody::location).orElse(null);
        DeviceState without = DeviceState.unmade(
                zone.optional(DeviceCalls::zone).orElse(null), new DeviceSettings(location, null, Days.NONE, null));
        return new Asked(device, bodies.create(body, device.orElse(NOBODY)), without);
    }
}
