package io.carillon.http;

import akka.http.javadsl.model.HttpResponse;
import io.carillon.device.Calendars;
import io.carillon.device.Calendars.Latest;
import io.carillon.device.Devices;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.Change;
import io.carillon.schedule.Days;
import io.carillon.schedule.DeviceChange.BindUser;
import io.carillon.schedule.DeviceChange.ClearDevice;
import io.carillon.schedule.DeviceChange.EditDevice;
import io.carillon.schedule.DeviceChange.UnbindUser;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Edit;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.Location;
import io.carillon.schedule.Query.ReadBindings;
import io.carillon.schedule.Query.ReadDevice;
import io.carillon.schedule.Query.ReadFires;
import io.carillon.schedule.Reply;
import io.carillon.schedule.UserId;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The calls about a device (contract 1, <i>Devices and bindings</i>): parse, ask, answer. */
final class DeviceCalls {
    private static final String CALENDAR = "calendar";
    private static final String ZONE = "a time zone of the IANA database, such as Europe/Berlin, expected";
    /** Java knows zones that IANA does not. */
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(zone -> !zone.startsWith("SystemV/"))
            .collect(Collectors.toUnmodifiableSet());

    private final Asking asking;
    private final Calendars calendars;

    DeviceCalls(Devices devices, Calendars calendars) {
        asking = new Asking(devices);
        this.calendars = calendars;
    }

    CompletionStage<HttpResponse> read(Call call, String id) {
        DeviceId device = device(id);
        return asking.ask(
                call, device, new ReadDevice(), Reply.Device.class, one -> Answer.ok("ok", View.device(device, one)));
    }

    CompletionStage<HttpResponse> fires(Call call, String id) {
        Excerpt wanted = call.query().excerpt();
        return asking.ask(
                call,
                device(id),
                ReadFires.of(null, wanted),
                Reply.Fires.class,
                fires -> Answer.ok("ok", FiresView.OF_DEVICE.fires(fires)));
    }

    CompletionStage<HttpResponse> bindings(Call call, String id) {
        DeviceId device = device(id);
        return asking.ask(
                call,
                device,
                new ReadBindings(),
                Reply.Bindings.class,
                users -> Answer.ok("ok", View.bindings(device, users)));
    }

    CompletionStage<HttpResponse> edit(Call call, String id) {
        CompletionStage<EditDevice> change = call.read(this::change);
        DeviceId device = device(id);
        return change.thenCompose(edit -> change(call, device, edit));
    }

    private CompletionStage<EditDevice> change(Field body) {
        Edit<String> zone = body.edit("time_zone", DeviceCalls::zone);
        Edit<Location> location = body.edit("location", DeviceBody::location);
        Edit<String> label = body.edit("label", Labels::read);
        Edit<Days> days = body.edit("days", DeviceBody::days);
        Edit<LocalDateTime> pausedUntil = body.edit("paused_until", DatesBody::time);
        return calendar(body).thenApply(calendar -> new EditDevice(zone, location, label, days, pausedUntil, calendar));
    }

    /** The named calendar in its latest version. */
    private CompletionStage<Edit<Calendar>> calendar(Field body) {
        Edit<CalendarName> name = body.edit(CALENDAR, CalendarCalls::name);
        if (name.value() == null) return CompletableFuture.completedStage(new Edit<>(name.named(), null));
        return CalendarCalls.answered(calendars.latest(name.value()))
                .thenApply(latest -> Edit.to(latest.map(Latest::version)
                        .orElseThrow(() -> body.at(CALENDAR).not("the name of a calendar expected"))));
    }

    static String zone(Field field) {
        return field.parsed(ZONE, text -> Optional.of(text).filter(ZONES::contains));
    }

    CompletionStage<HttpResponse> clear(Call call, String id) {
        return change(call, device(id), new ClearDevice());
    }

    CompletionStage<HttpResponse> bind(Call call, String id, String user) {
        return change(call, device(id), new BindUser(user(user)));
    }

    CompletionStage<HttpResponse> unbind(Call call, String id, String user) {
        return change(call, device(id), new UnbindUser(user(user)));
    }

    private CompletionStage<HttpResponse> change(Call call, DeviceId device, Change change) {
        return asking.change(call, device, change, Reply.Done.class, done -> Answer.ok("ok", Json.object()));
    }

    private static DeviceId device(String id) {
        return Field.text("device_id", id).parsed(DeviceId.ALLOWED, DeviceId::parse);
    }

    private static UserId user(String id) {
        return Field.text("user_id", id).parsed(UserId.ALLOWED, UserId::parseBindable);
    }
}
