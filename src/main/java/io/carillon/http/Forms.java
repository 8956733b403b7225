package io.carillon.http;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a body {@code application/x-www-form-urlencoded}, in UTF-8, as the same object in JSON: fields that are not
 * strings hold JSON, {@code enabled} is {@code true} or {@code false}, all others are strings.
 */
final class Forms {
    /** The fields that are not strings. */
    private static final Set<String> JSON = Set.of(
            "tasks",
            "except_dates",
            "jitter",
            "ignore_calendar",
            "valid_for",
            "latest_only",
            "confirm",
            "retry_every",
            "location",
            "days",
            "dates",
            "in");

    private static final Map<String, BooleanNode> BOOLEANS =
            Map.of("true", BooleanNode.TRUE, "false", BooleanNode.FALSE);

    /** The JDK's decoder also takes {@code %+1} and the like. */
    private static final Pattern HALF_ENCODED = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private Forms() {}

    static ObjectNode read(byte[] body) {
        // A byte a character until it is decoded: only then is it UTF-8.
        String form = new String(body, StandardCharsets.ISO_8859_1);
        if (HALF_ENCODED.matcher(form).find())
            throw new Refused(Refusal.parameter("body: two hex digits expected after each %"));
        ObjectNode fields = Json.object();
        for (String pair : form.split("&", -1)) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (fields.has(name)) throw Field.twice(Field.shortened(name));
            if (JSON.contains(name)) fields.set(name, Json.read(value, name));
            else if (name.equals("enabled") && BOOLEANS.containsKey(value)) fields.set(name, BOOLEANS.get(value));
            else fields.put(name, value);
        }
        return fields;
    }

    private static String decoded(String encoded) {
        String bytes = URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1);
        return Text.utf8(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
}
