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
import java.util.regex.Pattern;

/**
 * A request whose path, method, token and body's size are in order.
 *
 * @param prefix {@code v3} or {@code v3_1}
 * @param body decompressed
 */
record Call(HttpRequest request, String prefix, Token token, ApiTerms terms, ByteString body) {
    private static final String TYPE = "Content-Type: application/json or application/x-www-form-urlencoded expected";

    private static final Pattern KEY = Pattern.compile("[ -~]{1,128}");

    Caller caller(DeviceId device) {
        return token.caller(device, terms.claimMode());
    }

    Query query() {
        return new Query(request.getUri());
    }

    /** The body's fields, from JSON or a form alike. */
    Field fields() {
        MediaType type = request.entity().getContentType().mediaType();
        if (!type.mainType().equals("application")) throw new Refused(Refusal.unsupportedType(TYPE));
        return switch (type.subType()) {
            case "json" -> Field.body(json());
            case "x-www-form-urlencoded" -> Field.body(Forms.read(Text.utf8(body.toArray())));
            default -> throw new Refused(Refusal.unsupportedType(TYPE));
        };
    }

    /** The same where there may be no body: no fields then, whatever its type. */
    Field fieldsIfAny() {
        return body.isEmpty() ? Field.body(Json.object()) : fields();
    }

    /** Empty where the caller sent none. */
    Optional<String> idempotencyKey() {
        List<String> keys = headers(request, "idempotency-key");
        if (keys.isEmpty()) return Optional.empty();
        if (keys.size() > 1) throw Field.twice("Idempotency-Key");
        if (!KEY.matcher(keys.get(0)).matches())
            throw new Refused(Refusal.parameter("Idempotency-Key: 1 to 128 printable ASCII characters expected"));
        return Optional.of(keys.get(0));
    }

    private ObjectNode json() {
        JsonNode json = Json.read(Text.utf8(body.toArray()), "");
        if (!(json instanceof ObjectNode fields)) throw new Field("", json).not("a JSON object expected");
        return fields;
    }

    static List<String> headers(HttpRequest request, String name) {
        List<String> values = new ArrayList<>();
        for (HttpHeader header : request.getHeaders()) if (header.is(name)) values.add(header.value());
        return values;
    }
}
