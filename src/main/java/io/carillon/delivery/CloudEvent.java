package io.carillon.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.device.FiringJson;
import io.carillon.device.Notice;

/** The event about a verdict: a CloudEvents 1.0 message in structured mode (contract 1, <i>Events</i>). */
final class CloudEvent {
    static final String CONTENT_TYPE = "application/cloudevents+json";

    private CloudEvent() {}

    static String of(Notice notice) {
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("device_id", notice.device().value())
                .put("group_id", notice.firing().occurrence().group().value());
        return JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", notice.id())
                .put("source", "/carillon")
                .put("type", "carillon.firing." + notice.firing().verdict().text())
                .put("subject", notice.device().value())
                .put("time", FiringJson.utc(notice.at()))
                .put("datacontenttype", "application/json")
                .<ObjectNode>set("data", FiringJson.put(notice.firing(), data))
                .toString();
    }
}
