package io.carillon.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The origins whose web pages may call the API from a browser (the Fetch standard's CORS protocol). Tokens travel in a
 * header that scripts set, never by themselves, so credentials are not allowed and {@code *} is safe.
 *
 * @param origins as browsers send them; {@code *}: all; empty: no CORS header is sent
 */
public record Cors(Set<String> origins) {
    public static final Cors OFF = new Cors(Set.of());

    private static final String ANY = "*";
    private static final String EXPECTED = "origins like https://app.example, separated by commas, or * expected";

    private static final List<HttpHeader> ALLOWED = List.of(
            HttpHeader.parse("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"),
            HttpHeader.parse(
                    "Access-Control-Allow-Headers",
                    "Authorization, Content-Encoding, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, "
                            + "X-Request-Id"),
            HttpHeader.parse("Access-Control-Max-Age", "7200"));

    private static final HttpHeader EXPOSED = HttpHeader.parse(
            "Access-Control-Expose-Headers",
            "ETag, Idempotent-Replayed, Retry-After, Scheduled-At, Location, X-Request-Id");

    public Cors {
        origins = Set.copyOf(origins);
    }

    /** @throws IllegalArgumentException saying what is expected */
    public static Cors of(String list) {
        Set<String> origins = new LinkedHashSet<>();
        for (String one : list.split(",", -1)) origins.add(origin(one.strip()));
        return new Cors(origins);
    }

    /** Normalized as browsers send it: lower case, without the scheme's default port. */
    private static String origin(String text) {
        if (text.equals(ANY)) return ANY;
        URI uri;
        try {
            uri = URI.create(text.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(EXPECTED + ", got \"" + text + '"', malformed);
        }
        String origin = uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        if (uri.getHost() == null || !uri.toString().equals(origin))
            throw new IllegalArgumentException(EXPECTED + ", got \"" + text + '"');
        return origin.replaceFirst("^(https://.*):443$|^(http://.*):80$", "$1$2");
    }

    /** The answer to a preflight request; empty where this is none, or its origin is not allowed. */
    Optional<HttpResponse> preflight(HttpRequest request) {
        boolean asked = request.method().value().equals("OPTIONS")
                && request.getHeader("access-control-request-method").isPresent()
                && allowed(request).isPresent();
        return asked
                ? Optional.of(
                        HttpResponse.create().withStatus(StatusCodes.NO_CONTENT).addHeaders(ALLOWED))
                : Optional.empty();
    }

    /** Adds the headers that let the calling page read the answer. */
    HttpResponse on(HttpRequest request, HttpResponse answer) {
        if (origins.isEmpty()) return answer;
        List<HttpHeader> headers = new ArrayList<>();
        if (!origins.contains(ANY)) headers.add(HttpHeader.parse("Vary", "Origin"));
        allowed(request).ifPresent(origin -> {
            headers.add(HttpHeader.parse("Access-Control-Allow-Origin", origin));
            headers.add(EXPOSED);
        });
        return answer.addHeaders(headers);
    }

    private Optional<String> allowed(HttpRequest request) {
        List<String> origin = Call.headers(request, "origin");
        if (origin.size() != 1) return Optional.empty();
        if (origins.contains(ANY)) return Optional.of(ANY);
        return Optional.of(origin.get(0)).filter(origins::contains);
    }
}
