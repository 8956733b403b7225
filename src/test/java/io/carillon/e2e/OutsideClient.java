package io.carillon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A caller of the API with one token, on nothing but {@code java.net.http}. Fails a call that takes over 15 s. */
public final class OutsideClient {
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI base;
    private final @Nullable String authorization;

    /** @param authorization the header's value; null: none is sent */
    public OutsideClient(URI base, @Nullable String authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    OutsideClient authorized(@Nullable String header) {
        return new OutsideClient(base, header);
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer post(String path, String json) {
        return body("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    public Answer put(String path, String json) {
        return body("PUT", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** A JSON merge patch. */
    Answer patch(String path, String json) {
        return body("PATCH", path, "application/merge-patch+json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** A PUT without a body. */
    public Answer put(String path) {
        return send(request(path).PUT(BodyPublishers.noBody()));
    }

    Answer form(String method, String path, String form) {
        return body(method, path, "application/x-www-form-urlencoded", form.getBytes(StandardCharsets.US_ASCII));
    }

    /** @param contentType null: no such header */
    public Answer body(String method, String path, @Nullable String contentType, byte[] body, String... headers) {
        var request = request(path).method(method, BodyPublishers.ofByteArray(body));
        if (contentType != null) request.header("Content-Type", contentType);
        if (headers.length > 0) request.headers(headers);
        return send(request);
    }

    /** A GET, or any other method without a body, with more headers. */
    public Answer call(String method, String path, String... headers) {
        var request = request(path).method(method, BodyPublishers.noBody());
        if (headers.length > 0) request.headers(headers);
        return send(request);
    }

    private HttpRequest.Builder request(String path) {
        URI uri = path.startsWith("http") ? URI.create(path) : URI.create(base + path);
        var request = HttpRequest.newBuilder(uri).timeout(ANSWERED_WITHIN);
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private Answer send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        String line = request.method() + " " + request.uri();
        try {
            var response = http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(line, response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(line + ": " + e, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
