package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Calls from web pages elsewhere, off unless configured. */
class CorsTest {
    private static final String APP = "https://app.example";
    private static final String READ = "GET /v3/devices/d/ HTTP/1.1";
    private static final String ASK = "OPTIONS /v3/schedule/task/ HTTP/1.1";

    @Test
    void offMeansNotOneHeader() {
        try (Served api = new Served()) {
            for (String line : List.of(READ, ASK, "GET /openapi.json HTTP/1.1"))
                assertThat(said(api, line, "Origin: " + APP, "Access-Control-Request-Method: POST"))
                        .noneMatch(header -> header.startsWith("access-control-"))
                        .doesNotContain("vary: origin");
            assertThat(said(api, ASK, "Origin: " + APP, "Access-Control-Request-Method: POST"))
                    .startsWith("http/1.1 405 method not allowed");
        }
    }

    @Test
    void aPageThatMayIsToldSoBeforeItCalls() {
        try (Served api = served(APP + ",http://localhost:3000")) {
            assertThat(said(api, ASK, "Origin: " + APP, "Access-Control-Request-Method: PUT"))
                    .startsWith("http/1.1 204 no content")
                    .contains(
                            "access-control-allow-origin: " + APP,
                            "access-control-allow-methods: get, head, post, put, patch, delete",
                            "access-control-allow-headers: authorization, content-encoding, content-type, "
                                    + "idempotency-key, if-match, if-none-match, prefer, x-request-id",
                            "access-control-max-age: 7200",
                            "vary: origin");
        }
    }

    @Test
    void aPageThatMayReadsSuccessAndErrorAlike() {
        try (Served api = served(APP)) {
            for (String line : List.of(
                    READ, "GET /nothing HTTP/1.1", "DELETE /v3/schedule/tasks/ HTTP/1.1", "GET /openapi.json HTTP/1.1"))
                assertThat(said(api, line, "Origin: " + APP))
                        .contains(
                                "access-control-allow-origin: " + APP,
                                "access-control-expose-headers: etag, idempotent-replayed, retry-after, scheduled-at,"
                                        + " location, x-request-id",
                                "vary: origin")
                        .noneMatch(header -> header.startsWith("access-control-allow-credentials"));
        }
    }

    @Test
    void anyOtherPageIsToldNothing() {
        try (Served api = served(APP)) {
            for (String origin : List.of(
                    "Origin: https://app.example.evil",
                    "Origin: http://app.example",
                    "Origin: null",
                    "Origin: *",
                    "Origin: " + APP + "\r\nOrigin: " + APP,
                    "X: y")) {
                assertThat(said(api, READ, origin))
                        .noneMatch(header -> header.startsWith("access-control-"))
                        .contains("vary: origin");
                assertThat(said(api, ASK, origin, "Access-Control-Request-Method: PUT"))
                        .startsWith("http/1.1 405 method not allowed")
                        .noneMatch(header -> header.startsWith("access-control-"));
            }
        }
    }

    @Test
    void aStarIsForEveryPage() {
        try (Served api = served("*")) {
            assertThat(said(api, READ, "Origin: null"))
                    .contains("access-control-allow-origin: *")
                    .doesNotContain("vary: origin");
            assertThat(said(api, READ, "X: y")).noneMatch(header -> header.startsWith("access-control-"));
        }
    }

    @Test
    void optionsThatAsksForNoMethodIsAnOrdinaryWrongMethod() {
        try (Served api = served("*")) {
            assertThat(said(api, ASK, "Origin: " + APP)).startsWith("http/1.1 405 method not allowed");
        }
    }

    @Test
    void anAnswerThatIsLateMayBeReadToo() {
        try (Served api = new Served(settings("*"), "akka.http.server.request-timeout = 200ms")) {
            api.devices.silent = true;
            assertThat(said(api, READ, "Origin: " + APP, "Authorization: " + Served.ADMIN))
                    .startsWith("http/1.1 503 service unavailable")
                    .contains("access-control-allow-origin: *");
        }
    }

    private static Served served(String origins) {
        return new Served(settings(origins), "");
    }

    private static ApiSettings settings(String origins) {
        return new ApiSettings(Served.ZONE, DayOfWeek.SUNDAY, false, Cors.of(origins), 0, ConsoleActions.ON_AND_OFF);
    }

    /** The lines of the answer's head, in lower case. */
    private static List<String> said(Served api, String... lines) {
        String answer = api.raw(String.join("\r\n", lines) + "\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        return Arrays.asList(answer.substring(0, answer.indexOf("\r\n\r\n"))
                .toLowerCase(Locale.ROOT)
                .split("\r\n"));
    }
}
