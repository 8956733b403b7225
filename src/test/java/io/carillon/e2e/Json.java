package io.carillon.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/** JSON texts: to send, and as answered. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    static List<String> fields(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The body of a POST. */
    public static String newGroup(String device, String period, String... tasks) {
        return "{\"device_id\":%s,\"period\":%s,\"tasks\":%s}".formatted(text(device), text(period), array(tasks));
    }

    /** The body of a PUT. */
    public static String change(String period, boolean enabled, String... tasks) {
        return "{\"period\":%s,\"enabled\":%s,\"tasks\":%s}".formatted(text(period), enabled, array(tasks));
    }

    /** A task of a request. */
    public static String task(String hour, String minute, String commands) {
        return "{\"hour\":%s,\"minute\":%s,\"commands\":%s}".formatted(text(hour), text(minute), text(commands));
    }

    /** A task at that second of the day. */
    public static String task(LocalTime at, String commands) {
        return "{\"second\":\"%d\",%s"
                .formatted(
                        at.getSecond(),
                        task(Integer.toString(at.getHour()), Integer.toString(at.getMinute()), commands)
                                .substring(1));
    }

    /** A task of a PUT that keeps a name. */
    public static String named(String name, LocalTime at, String commands) {
        return "{\"name\":%s,%s".formatted(text(name), task(at, commands).substring(1));
    }

    /** A task of a PUT that keeps a name. */
    public static String named(String name, String hour, String minute, String commands) {
        return "{\"name\":%s,%s"
                .formatted(text(name), task(hour, minute, commands).substring(1));
    }

    public static String array(String... elements) {
        return "[" + String.join(",", elements) + "]";
    }

    public static List<JsonNode> list(JsonNode array) {
        var elements = new ArrayList<JsonNode>();
        array.forEach(elements::add);
        return elements;
    }
}
