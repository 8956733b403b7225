package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files for a browser: {@code /docs/} and {@code /openapi.json}. */
class PagesTest {
    private static final HttpClient BROWSER = HttpClient.newHttpClient();

    @RegisterExtension
    static final Served api = new Served();

    @ParameterizedTest
    @CsvSource({
        "/docs/, text/html; charset=UTF-8",
        "/docs/index.html, text/html; charset=UTF-8",
        "/docs/docs.js, text/javascript; charset=UTF-8",
        "/docs/docs.css, text/css; charset=UTF-8",
        "/docs/swagger-ui-bundle.js, text/javascript; charset=UTF-8",
        "/docs/swagger-ui.css, text/css; charset=UTF-8",
        "/docs/mqtt.html, text/html; charset=UTF-8",
        "/docs/mqtt.js, text/javascript; charset=UTF-8",
        "/docs/devices.html, text/html; charset=UTF-8",
        "/asyncapi.json, application/json",
        "/openapi.json, application/json",
        "/openapi.json/, application/json"
    })
    void anybodyIsGivenAFileWithItsTypeAndItsBounds(String path, String type) {
        HttpResponse<byte[]> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNotEmpty();
        assertThat(header(answer, "Content-Type")).isEqualTo(type);
        assertThat(header(answer, "Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    }

    @Test
    void onlyABrowserIsLedFromTheRootToTheConsole() {
        HttpResponse<byte[]> answer = get("/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(answer.statusCode()).isEqualTo(308);
        assertThat(answer.uri().resolve(header(answer, "Location")).getPath()).isEqualTo("/console/");
        assertThat(get("/", "Accept", "*/*").statusCode()).isEqualTo(404);
    }

    @Test
    void aFolderWithoutItsLastSlashLeadsToIt() {
        HttpResponse<byte[]> answer = get("/docs");
        assertThat(answer.statusCode()).isEqualTo(308);
        assertThat(answer.uri().resolve(header(answer, "Location")).getPath()).isEqualTo("/docs/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs/", "/docs/mqtt.html", "/docs/devices.html"})
    void aPageNamesNothingElsewhere(String page) {
        assertThat(new String(get(page).body(), StandardCharsets.UTF_8))
                .doesNotContain("//")
                .doesNotContain("style=");
    }

    @Test
    void aFileIsPackedForWhoeverUnpacksIt() throws IOException {
        byte[] plain = get("/docs/swagger-ui-bundle.js").body();
        for (String accepts : new String[] {"gzip", "br, gzip;q=0.5", "deflate,GZIP ; q=1"}) {
            HttpResponse<byte[]> packed = get("/docs/swagger-ui-bundle.js", "Accept-Encoding", accepts);
            assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
            assertThat(packed.body().length).isLessThan(plain.length / 2);
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
                assertThat(in.readAllBytes()).isEqualTo(plain);
            }
        }
        for (String refuses : new String[] {"br", "gzip;q=0", "gzip; q=0.000, br"})
            assertThat(get("/docs/swagger-ui-bundle.js", "Accept-Encoding", refuses)
                            .body())
                    .isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity"})
    void aFileThatTheBrowserHasIsNotSentAgain(String encoding) {
        HttpResponse<byte[]> first = get("/docs/docs.js", "Accept-Encoding", encoding);
        assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(first, "Vary")).isEqualTo("Accept-Encoding");
        HttpResponse<byte[]> again =
                get("/docs/docs.js", "Accept-Encoding", encoding, "If-None-Match", "\"x\", W/" + header(first, "ETag"));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(get("/docs/docs.js", "Accept-Encoding", encoding, "If-None-Match", "\"x\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/nothing.js",
                "/docs/nothing",
                "/docs/index.html/",
                "/docs//index.html",
                "/docs/..%2fopenapi.json",
                "/docs/%2e%2e%2f%2e%2e%2fhttp.conf",
                "/docs/.%00/x.js",
                "/docs/%5c..%5copenapi.json",
                "/docs/web/docs/index.html",
                "/docsx/",
                "/openapi.json/x",
                "/openapi.jsonx",
                "/v3/openapi.json"
            })
    void whatIsNoFileIsTheApis404(String path) {
        assertThat(api.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ")
                .endsWith("{\"meta\":{\"message\":\"no such path\",\"code\":10000},\"data\":{}}");
    }

    @ParameterizedTest
    @CsvSource({"POST, /docs/", "PUT, /docs/docs.js", "DELETE, /docs", "POST, /openapi.json"})
    void aPageIsOnlyRead(String method, String path) {
        String answer = api.raw(method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: GET\r\n")
                .contains("\"code\":10000");
    }

    private static HttpResponse<byte[]> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api.url(path)));
        if (headers.length > 0) request.headers(headers);
        try {
            return BROWSER.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }
}
