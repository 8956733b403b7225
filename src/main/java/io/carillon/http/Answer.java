package io.carillon.http;

import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Successful answers. */
final class Answer {
    /** The code of a refusal, for metrics. */
    static final AttributeKey<Integer> CODE = AttributeKey.create("code", Integer.class);

    static final HttpHeader NO_STORE = HttpHeader.parse("Cache-Control", "no-store");
    static final HttpHeader NO_SNIFF = HttpHeader.parse("X-Content-Type-Options", "nosniff");

    private Answer() {}

    static HttpResponse ok(String message, JsonNode data) {
        return json(StatusCodes.OK, envelope(message, 0, data));
    }

    /** Without the envelope: the GET of a single group. */
    static HttpResponse bare(JsonNode data) {
        return json(StatusCodes.OK, data);
    }

    static ObjectNode envelope(String message, int code, JsonNode data) {
        ObjectNode envelope = Json.object();
        envelope.putObject("meta").put("message", message).put("code", code);
        envelope.set("data", data);
        return envelope;
    }

    static HttpResponse json(StatusCode status, JsonNode body) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.bytes(body)));
    }

    /**
     * Adds the headers that every answer carries (contract 1, <i>The edge</i>). Pages set their own {@code
     * Cache-Control}.
     */
    static HttpResponse common(HttpResponse answer, String requestId) {
        List<HttpHeader> headers = new ArrayList<>();
        headers.add(HttpHeader.parse(RequestId.HEADER, requestId));
        if (answer.getHeader("Cache-Control").isEmpty()) headers.add(NO_STORE);
        if (answer.getHeader(NO_SNIFF.name()).isEmpty()) headers.add(NO_SNIFF);
        return answer.addHeaders(headers);
    }
}
