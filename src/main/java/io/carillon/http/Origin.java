package io.carillon.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The scheme and host under which the caller reaches this service, as reported by a proxy in front of it. */
final class Origin {
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    private Origin() {}

    /** Without a trailing slash. */
    static String of(HttpRequest request) {
        String scheme = first(request, "X-Forwarded-Proto")
                .map(text -> text.toLowerCase(Locale.ROOT))
                .filter(text -> text.equals("http") || text.equals("https"))
                .orElseGet(() -> request.getUri().getScheme());
        String host = first(request, "X-Forwarded-Host")
                .filter(text -> HOST.matcher(text).matches())
                .or(() ->
                        first(request, "Host").filter(text -> HOST.matcher(text).matches()))
                .orElse("localhost");
        return scheme + "://" + host;
    }

    /** Each proxy appends its own value: the first is the caller's. */
    private static Optional<String> first(HttpRequest request, String header) {
        return request.getHeader(header)
                .map(HttpHeader::value)
                .map(value -> value.split(",", 2)[0].trim())
                .filter(value -> !value.isEmpty());
    }
}
