package io.carillon.http;

import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.HttpRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** A request's id in its answer and in the log (contract 1, <i>The edge</i>): the caller's, else ours. */
final class RequestId {
    static final String HEADER = "X-Request-Id";
    /** Holds the id of a request. */
    static final AttributeKey<String> ATTRIBUTE = AttributeKey.create("request-id", String.class);

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    static HttpRequest given(HttpRequest request) {
        List<String> sent = Call.headers(request, "x-request-id");
        boolean sound = sent.size() == 1 && ALLOWED.matcher(sent.get(0)).matches();
        return request.addAttribute(ATTRIBUTE, sound ? sent.get(0) : ours());
    }

    static String of(HttpRequest request) {
        return request.getAttribute(ATTRIBUTE).orElseThrow();
    }

    /** Unique, not secret. */
    static String ours() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
