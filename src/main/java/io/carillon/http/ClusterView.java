package io.carillon.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.device.FiringJson;
import io.carillon.http.ClusterNews.Happened;
import io.carillon.http.ClusterNews.Health;
import io.carillon.http.ClusterNews.History;
import io.carillon.http.ClusterNews.Lost;
import io.carillon.http.ClusterNews.Nodes;
import io.carillon.http.ClusterNews.Second;
import java.util.List;
import java.util.TreeMap;

/** The cluster's news as server-sent events in JSON, one event type for each kind. */
final class ClusterView {
    private ClusterView() {}

    static String event(ClusterNews news) {
        if (news instanceof Second second) return event("firings", second(second));
        if (news instanceof Health health) return event("health", health(health));
        if (news instanceof Happened happened) return event("happened", happened(happened));
        return news instanceof History history
                ? event("history", history(history))
                : event("nodes", nodes((Nodes) news));
    }

    private static String event(String name, ObjectNode data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    private static ObjectNode nodes(Nodes news) {
        ObjectNode json = Json.object();
        ArrayNode nodes = json.putArray("nodes");
        for (ClusterNews.Node node : news.nodes())
            nodes.addObject()
                    .put("address", node.address())
                    .put("status", node.status())
                    .put("reachable", node.reachable())
                    .put("oldest", node.oldest())
                    .put("version", node.version())
                    .put("shards", node.shards())
                    .put("devices", node.devices());
        return json;
    }

    private static ObjectNode second(Second second) {
        ObjectNode json = Json.object().put("node", second.node()).put("at", FiringJson.utc(second.at()));
        ObjectNode verdicts = json.putObject("verdicts");
        new TreeMap<>(second.verdicts()).forEach((verdict, count) -> verdicts.put(verdict.text(), count));
        ArrayNode late = json.putArray("late_ms");
        new TreeMap<>(second.late())
                .forEach((millis, count) -> late.addArray().add(millis).add(count));
        if (!second.lost().isEmpty()) put(second.lost(), json);
        return json;
    }

    private static void put(List<Lost> lost, ObjectNode json) {
        ArrayNode array = json.putArray("lost");
        for (Lost one : lost)
            array.addObject()
                    .put("device_id", one.deviceId())
                    .put("group_id", one.groupId())
                    .put("name", one.name())
                    .put("fire_id", one.fireId())
                    .put("scheduled_at", FiringJson.utc(one.scheduledAt()))
                    .put("verdict", one.verdict().text());
    }

    private static ObjectNode health(Health health) {
        return Json.object()
                .put("node", health.node())
                .put("at", FiringJson.utc(health.at()))
                .put("broker", health.broker())
                .put("broker_since", FiringJson.utc(health.brokerSince()))
                .put("database", health.database())
                .put("database_since", FiringJson.utc(health.databaseSince()))
                .put("waiting", health.waiting());
    }

    private static ObjectNode happened(Happened happened) {
        return Json.object()
                .put("at", FiringJson.utc(happened.at()))
                .put("what", happened.what())
                .put("node", happened.node());
    }

    private static ObjectNode history(History history) {
        ObjectNode json = Json.object().put("since", FiringJson.utc(history.since()));
        ArrayNode tens = json.putArray("tens");
        history.tens().forEach(ten -> tens.add(second(ten)));
        ArrayNode happened = json.putArray("happened");
        history.happened().forEach(one -> happened.add(happened(one)));
        put(history.lost(), json);
        return json;
    }
}
