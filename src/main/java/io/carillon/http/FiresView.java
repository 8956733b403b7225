package io.carillon.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.device.FiringJson;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Task;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Upcoming;
import java.util.List;

/** Firings to come and past ones, as JSON (contract 1, {@code fires}). */
enum FiresView {
    OF_GROUP,
    /** Each entry names its group. */
    OF_DEVICE;

    ObjectNode fires(Reply.Fires fires) {
        ObjectNode json = Json.object();
        ArrayNode upcoming = json.putArray("upcoming");
        fires.upcoming().forEach(one -> upcoming.add(upcoming(one)));
        ArrayNode recent = json.putArray("recent");
        fires.recent().forEach(one -> recent.add(recent(one)));
        return json;
    }

    ObjectNode upcoming(Upcoming one) {
        return when(entry(one.group()).put("name", one.task().value()), one);
    }

    /** Tasks of a previewed group have no names: each is identified by its index in the request. */
    static ObjectNode preview(Reply.Preview preview) {
        List<TaskName> names = preview.group().tasks().stream().map(Task::name).toList();
        ObjectNode json = Json.object();
        ArrayNode upcoming = json.putArray("upcoming");
        preview.upcoming()
                .forEach(one -> upcoming.add(when(Json.object().put("index", names.indexOf(one.task())), one)));
        return json;
    }

    private static ObjectNode when(ObjectNode json, Upcoming one) {
        json.put("scheduled_at", FiringJson.utc(one.at()));
        if (one.note() != null) json.put("note", one.note());
        return json;
    }

    ObjectNode recent(Firing one) {
        return FiringJson.put(one, entry(one.occurrence().group()));
    }

    private ObjectNode entry(GroupId group) {
        ObjectNode json = Json.object();
        return this == OF_DEVICE ? json.put("group_id", group.value()) : json;
    }
}
