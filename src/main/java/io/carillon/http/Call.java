package io.carillon.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.MediaType;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.schedule.Caller;
import io.carillon.schedule.DeviceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A request whose path, method, token and body size are valid.
 *
 * @param prefix {@code v3} or {@code v3_1}
 * @param body decompressed
 */
record Call(HttpRequest request, String prefix, Token token, ApiSettings settings, ByteString body) {
    private static final String TYPE = "application/json or application/x-www-form-urlencoded expected";
    private static final String CALENDAR_TYPE =
            "application/json, application/x-www-form-urlencoded or text/calendar expected";
    private static final String PATCH_TYPE = "application/json or application/merge-patch+json expected";

    private static final Pattern STRICT =
            Pattern.compile("(?i)(?:^|[,;])[ \\t]*handling[ \\t]*=[ \\t]*\"?strict\"?[ \\t]*(?:[,;]|$)");
    private static final Pattern KEY = Pattern.compile("[ -~]{1,128}");

    Caller caller(DeviceId device) {
        return token.caller(device, settings.claimMode());
    }

    Query query() {
        return new Query(request.getUri());
    }

    /** Reads the body's fields, from JSON or a form alike. Unknown fields are refused if the caller asks for that. */
    <T> T read(Function<Field, T> reader) {
        return read(fields(), reader);
    }

    /** The same where the body is optional: without one, no fields. */
    <T> T readIfAny(Function<Field, T> reader) {
        return read(body.isEmpty() ? Field.body(Json.object()) : fields(), reader);
    }

    /** The same for a calendar. A calendar file is read by {@link #file} instead. */
    <T> T readCalendar(Function<Field, T> reader) {
        return read(fields(CALENDAR_TYPE), reader);
    }

    /** The same for a JSON merge patch (RFC 7396), which cannot be a form. */
    <T> T readPatch(Function<Field, T> reader) {
        MediaType type = request.entity().getContentType().mediaType();
        boolean patch = type.mainType().equals("application")
                && (type.subType().equals("json") || type.subType().equalsIgnoreCase("merge-patch+json"));
        if (!patch) throw new Refused(Refusal.unsupportedType("Content-Type", PATCH_TYPE));
        return read(Field.body(json()), reader);
    }

    private <T> T read(Field fields, Function<Field, T> reader) {
        T read = reader.apply(fields);
        if (isStrict()) fields.refuseUnknown();
        return read;
    }

    /** RFC 7240. */
    private boolean isStrict() {
        return STRICT.matcher(String.join(",", headers(request, "prefer"))).find();
    }

    private Field fields() {
        return fields(TYPE);
    }

    private Field fields(String allowed) {
        MediaType type = request.entity().getContentType().mediaType();
        if (!type.mainType().equals("application")) throw new Refused(Refusal.unsupportedType("Content-Type", allowed));
        return switch (type.subType()) {
            case "json" -> Field.body(json());
            case "x-www-form-urlencoded" -> Field.body(Forms.read(body.toArray()));
            default -> throw new Refused(Refusal.unsupportedType("Content-Type", allowed));
        };
    }

    /** The body, a calendar file. */
    String file() {
        return Text.utf8(body.toArray());
    }

    /** Empty where the caller sent none. */
    Optional<String> idempotencyKey() {
        List<String> keys = headers(request, "idempotency-key");
        if (keys.isEmpty()) return Optional.empty();
        if (keys.size() > 1) throw Field.twice("Idempotency-Key");
        if (!KEY.matcher(keys.get(0)).matches())
            throw new Refused(Refusal.field("Idempotency-Key", "1 to 128 printable ASCII characters expected"));
        return Optional.of(keys.get(0));
    }

    private ObjectNode json() {
        JsonNode json = Json.read(Text.utf8(body.toArray()), "");
        if (!(json instanceof ObjectNode fields)) throw new Field("", json, Set.of()).not("a JSON object expected");
        return fields;
    }

    static List<String> headers(HttpRequest request, String name) {
        List<String> values = new ArrayList<>();
        for (HttpHeader header : request.getHeaders()) if (header.is(name)) values.add(header.value());
        return values;
    }
}
