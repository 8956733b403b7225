package io.carillon.bench;

import io.carillon.e2e.Jwt;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A node's API as alice and an administrator call it. A call that is not answered 200 fails the benchmark. */
final class Api {
    static final String SECRET = "a secret of the benchmark, 32 bytes or more";

    private static final String ALICE = "jwt " + Jwt.of("alice").sign(SECRET);
    private static final String ADMIN = "jwt " + Jwt.admin("root").sign(SECRET);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    Api(URI base) {
        this.base = base;
    }

    HttpRequest bind(String device) {
        return request("/v3/devices/" + device + "/bindings/alice/", ADMIN)
                .PUT(BodyPublishers.noBody())
                .build();
    }

    /** @param more fields of it, as JSON */
    HttpRequest device(String device, ZoneId zone, String more) {
        return put("/v3/devices/" + device + "/", "{\"time_zone\":\"" + zone.getId() + "\"" + more + "}");
    }

    /** On these dates, nothing runs. */
    HttpRequest calendar(String name, LocalDate... daysOff) {
        String dates = Stream.of(daysOff).map(day -> "\"" + day + "\":\"none\"").collect(Collectors.joining(","));
        return put("/v3/calendars/" + name + "/", "{\"dates\":{" + dates + "}}");
    }

    private HttpRequest put(String path, String body) {
        return request(path, ADMIN)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body))
                .build();
    }

    /** Daily, by the device's clock. */
    HttpRequest create(String device, String promise, LocalTime... at) {
        String group = group(device, at);
        String body = group.substring(0, group.length() - 1) + promise + "}";
        return request("/v3/schedule/task/", ALICE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static String group(String device, LocalTime... at) {
        String tasks = Stream.of(at)
                .map(
                        """
                        {"hour":"%1$tk","minute":"%1$tM","commands":"{\\"switch\\":1,\\"brightness\\":80}"}"""
                                ::formatted)
                .collect(Collectors.joining(","));
        return """
                {"device_id":"%s","period":"1111111","tasks":[%s]}""".formatted(device, tasks);
    }

    /** One connection that binds devices, closed loop. */
    Callers.Caller binder(IntFunction<String> devices) {
        return caller(
                (wire, nr) -> wire.send("PUT", "/v3/devices/" + devices.apply(nr) + "/bindings/alice/", ADMIN, ""));
    }

    /** One connection that creates a group for each device, closed loop. */
    Callers.Caller creator(IntFunction<String> devices, LocalTime at) {
        return caller((wire, nr) -> wire.send("POST", "/v3/schedule/task/", ALICE, group(devices.apply(nr), at)));
    }

    private Callers.Caller caller(ObjIntConsumer<Wire> send) {
        Wire wire = new Wire(base);
        return new Callers.Caller() {
            @Override
            public void call(int nr) {
                send.accept(wire, nr);
            }

            @Override
            public void close() {
                wire.close();
            }
        };
    }

    HttpRequest list(String device) {
        return request("/v3/schedule/tasks/?device_id=" + device, ALICE).build();
    }

    /** The body of the answer. */
    CompletableFuture<String> send(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofString()).thenApply(answer -> {
            if (answer.statusCode() != 200)
                throw new IllegalStateException(request + ": " + answer.statusCode() + " " + answer.body());
            return answer.body();
        });
    }

    private HttpRequest.Builder request(String path, String authorization) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(15))
                .header("Authorization", authorization);
    }
}
