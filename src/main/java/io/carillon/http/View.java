package io.carillon.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.Dates;
import io.carillon.schedule.Days;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceSettings;
import io.carillon.schedule.Group;
import io.carillon.schedule.Location;
import io.carillon.schedule.Promise;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Sun;
import io.carillon.schedule.Task;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;

/** Devices' answers as JSON (contract 1, <i>The group object</i> and the extensions). */
final class View {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final ApiSettings settings;

    View(ApiSettings settings) {
        this.settings = settings;
    }

    ObjectNode group(Group group) {
        ObjectNode json = Json.object();
        ArrayNode tasks = json.putArray("tasks");
        for (Task task : group.tasks()) {
            ObjectNode one = tasks.addObject();
            ObjectNode crontab =
                    one.putObject("crontab").put("hour", task.hour()).put("minute", task.minute());
            if (task.second() != null) crontab.put("second", task.second());
            one.put("commands", task.commands()).put("name", task.name().value());
            if (task.sun() != null) show(task.sun(), one.putObject("sun"));
        }
        json.put("period", group.days().text(settings.weekStartsOn()))
                .put("enabled", group.enabled())
                .put("group_id", group.id().value())
                .put("update_time", LOCAL.format(group.updatedAt().atZone(settings.zone())))
                .put("create_time", LOCAL.format(group.createdAt().atZone(settings.zone())));
        show(group.dates(), json);
        if (group.label() != null) json.put("label", group.label());
        show(group.promised(), json);
        return json;
    }

    private static void show(Promise promise, ObjectNode json) {
        if (promise.validFor() != null) json.put("valid_for", promise.validFor());
        if (promise.latestOnly()) json.put("latest_only", true);
        if (promise.confirm()) json.put("confirm", true);
        if (promise.retryEvery() != null) json.put("retry_every", promise.retryEvery());
    }

    private static void show(Dates dates, ObjectNode json) {
        if (dates.start() != null) json.put("start_date", dates.start().toString());
        if (dates.end() != null) json.put("end_date", dates.end().toString());
        if (!dates.except().isEmpty()) {
            ArrayNode except = json.putArray("except_dates");
            dates.except().forEach(date -> except.add(date.toString()));
        }
        if (dates.pausedUntil() != null) json.put("paused_until", LOCAL.format(dates.pausedUntil()));
        if (dates.rrule() != null) json.put("rrule", dates.rrule());
        if (dates.jitter() != null) json.put("jitter", dates.jitter());
        if (dates.ignoreCalendar() != null) json.put("ignore_calendar", dates.ignoreCalendar());
    }

    /** As it was sent: {@code LocalTime.toString} omits zero seconds. */
    private static void show(Sun sun, ObjectNode json) {
        json.put("event", sun.event().text());
        if (sun.offset() != null) json.put("offset", sun.offset());
        if (sun.notBefore() != null) json.put("not_before", sun.notBefore().toString());
        if (sun.notAfter() != null) json.put("not_after", sun.notAfter().toString());
    }

    static <T> ObjectNode page(Page<T> page, Function<T, ObjectNode> one) {
        ObjectNode json = Json.object()
                .put("count", page.count())
                .put("next", page.next())
                .put("previous", page.previous());
        ArrayNode results = json.putArray("results");
        page.results().forEach(result -> results.add(one.apply(result)));
        return json;
    }

    static ObjectNode device(DeviceId id, Reply.Device device) {
        ObjectNode json = Json.object()
                .put("device_id", id.value())
                .put("time_zone", device.zone())
                .put("groups", device.groups());
        DeviceSettings set = device.settings();
        Location location = set.location();
        if (location != null)
            json.putObject("location").put("latitude", location.latitude()).put("longitude", location.longitude());
        if (set.label() != null) json.put("label", set.label());
        if (set.calendar() != null) json.put("calendar", set.calendar().name().value());
        if (!set.days().dates().isEmpty()) show(set.days(), json.putObject("days"));
        if (set.pausedUntil() != null) json.put("paused_until", LOCAL.format(set.pausedUntil()));
        return json;
    }

    static ObjectNode calendar(CalendarName name, Days days) {
        ObjectNode json = Json.object().put("name", name.value());
        show(days, json.putObject("dates"));
        return json;
    }

    private static void show(Days days, ObjectNode json) {
        days.dates().forEach((date, kind) -> json.put(date.toString(), kind.text()));
    }

    static ObjectNode bindings(DeviceId id, Reply.Bindings bindings) {
        ObjectNode json = Json.object().put("device_id", id.value());
        ArrayNode users = json.putArray("users");
        bindings.users().forEach(user -> users.add(user.value()));
        return json;
    }
}
