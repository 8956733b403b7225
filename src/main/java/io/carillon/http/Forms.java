package io.carillon.http;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

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

    private Forms() {}

    static ObjectNode read(String form) {
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

    private static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            int start = i;
            while (i < text.length() && text.charAt(i) != '%' && text.charAt(i) != '+') i++;
            bytes.writeBytes(text.substring(start, i).getBytes(StandardCharsets.UTF_8));
            if (i == text.length()) break;
            if (text.charAt(i) == '+') {
                bytes.write(' ');
                i++;
            } else {
                bytes.write(octet(text, i + 1));
                i += 3;
            }
        }
        return Text.utf8(bytes.toByteArray());
    }

    private static int octet(String text, int at) {
        boolean hex = at + 1 < text.length()
                && HexFormat.isHexDigit(text.charAt(at))
                && HexFormat.isHexDigit(text.charAt(at + 1));
        if (!hex) throw new Refused(Refusal.parameter("body: two hex digits expected after each %"));
        return HexFormat.fromHexDigits(text, at, at + 2);
    }
}
