package io.carillon.http;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.carillon.http.edge.Edge;
import io.carillon.schedule.Timing;
import io.carillon.schedule.UserId;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The API as a client sees it: bound to a free port, with the settings it ships. As a static extension of a class of tests
 * it serves all of them, each with a {@link #device} of its own, and is closed after the last.
 */
final class Served implements AutoCloseable, AfterAllCallback {
    static final String SECRET = "a secret of at least thirty-two bytes";
    static final Instant NOW = Instant.parse("2026-03-02T04:05:06.789Z");
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    static final TokenRules ANYBODY = new TokenRules(null, null);
    static final String ADMIN = "jwt " + TokenIssuer.issue(SECRET, new UserId("root"), true, hour(), ANYBODY, NOW);
    static final String USER = jwt("ann");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ActorTestKit kit;
    private final Edge edge;
    private final HttpClient client = HttpClient.newHttpClient();
    final StubDevices devices;
    final StubIndex index = new StubIndex();
    final StubCalendars calendars = new StubCalendars();

    Served() {
        this(new ApiSettings(ZONE, DayOfWeek.SUNDAY, false, Cors.OFF, 0, ConsoleActions.ON_AND_OFF), "");
    }

    Served(ApiSettings apiSettings, String settings) {
        this(apiSettings, settings, Duration.ofSeconds(13));
    }

    final Queue<RequestListener.Answered> answered = new ConcurrentLinkedQueue<>();

    Served(ApiSettings apiSettings, String settings, Duration patience) {
        this(apiSettings, settings, patience, Source::empty);
    }

    Served(ClusterWatch watch) {
        this(
                new ApiSettings(ZONE, DayOfWeek.SUNDAY, false, Cors.OFF, 0, ConsoleActions.ON_AND_OFF),
                "",
                Duration.ofSeconds(13),
                watch);
    }

    private Served(ApiSettings apiSettings, String settings, Duration patience, ClusterWatch watch) {
        Config config = ConfigFactory.parseString("akka.loglevel = WARNING\n" + settings)
                .withFallback(ConfigFactory.parseResources("http.conf"))
                .withFallback(ConfigFactory.load());
        kit = ActorTestKit.create("api", config);
        InstantSource clock = InstantSource.fixed(NOW);
        devices = new StubDevices(clock, new Timing(ZONE, Duration.ZERO).knowing(calendars::dates));
        Api api = new Api(
                devices,
                index,
                calendars,
                new Tokens(new SecretKeys(SECRET), ANYBODY, clock),
                apiSettings,
                clock,
                kit.system(),
                answered::add,
                watch,
                patience);
        edge = new Server(api, answered::add, kit.system())
                .bind("127.0.0.1", 0)
                .toCompletableFuture()
                .join();
    }

    private static Duration hour() {
        return Duration.ofHours(1);
    }

    static String jwt(String user) {
        return "jwt " + TokenIssuer.issue(SECRET, new UserId(user), false, hour(), ANYBODY, NOW);
    }

    int port() {
        return edge.localAddress().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** An answer, its body read as JSON. */
    record Answered(int status, JsonNode json, HttpResponse<String> raw) {
        int code() {
            return json.at("/meta/code").intValue();
        }

        String message() {
            return json.at("/meta/message").textValue();
        }

        JsonNode data() {
            return json.get("data");
        }
    }

    Answered get(String path) {
        return send(USER, "GET", path, null, BodyPublishers.noBody());
    }

    Answered delete(String path) {
        return send(USER, "DELETE", path, null, BodyPublishers.noBody());
    }

    Answered post(String path, String json) {
        return send(USER, "POST", path, "application/json", BodyPublishers.ofString(json));
    }

    Answered put(String path, String json) {
        return send(USER, "PUT", path, "application/json", BodyPublishers.ofString(json));
    }

    Answered asAdmin(String method, String path) {
        return send(ADMIN, method, path, null, BodyPublishers.noBody());
    }

    /** @param headers names and values */
    Answered send(
            @Nullable String authorization,
            String method,
            String path,
            @Nullable String contentType,
            BodyPublisher body,
            String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofSeconds(30))
                .method(method, body);
        if (authorization != null) request.header("Authorization", authorization);
        if (contentType != null) request.header("Content-Type", contentType);
        if (headers.length > 0) request.headers(headers);
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            return new Answered(answer.statusCode(), JSON.readTree(answer.body()), answer);
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Everything that the server says to these bytes until it closes or is silent for long. */
    String raw(String... parts) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(30_000);
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
            return answer(socket.getInputStream());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** One response: its head, and as much body as its head says. */
    static String answer(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) return text.toString();
            text.append((char) next);
        }
        int length = text.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                .findFirst()
                .orElse(0);
        return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** A new device of ann's. */
    String device() {
        String device = "d:." + UUID.randomUUID();
        bind(device, "ann");
        return device;
    }

    void bind(String device, String... users) {
        for (String user : users) asAdmin("PUT", "/v3/devices/" + device + "/bindings/" + user + "/");
    }

    /** A new group of the device with a task at each of these times ({@code 7:05}); its id. */
    String group(String device, String... times) {
        List<String> tasks = new ArrayList<>();
        for (String time : times)
            tasks.add(task(time.substring(0, time.indexOf(':')), time.substring(time.indexOf(':') + 1), "{}"));
        return post("/v3/schedule/task/", create(device, "0111110", tasks))
                .json()
                .at("/data/group_id")
                .textValue();
    }

    static String task(String hour, String minute, String commands) {
        return Json.object()
                .put("hour", hour)
                .put("minute", minute)
                .put("commands", commands)
                .toString();
    }

    static String create(String device, String period, List<String> tasks) {
        return "{\"device_id\":\"%s\",\"period\":\"%s\",\"tasks\":[%s]}"
                .formatted(device, period, String.join(",", tasks));
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        close();
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
