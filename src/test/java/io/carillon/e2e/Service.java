package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A node that trusts {@link #SECRET}, seen from outside: alice owns devices, an administrator binds them to her. */
public final class Service {
    public static final String SECRET = "a secret of the end-to-end tests, 32 bytes or more";
    /** The service's zone where nothing is configured. */
    public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    public static final String TASK = "/v3/schedule/task/";
    public static final String TASKS = "/v3/schedule/tasks/";

    private final AtomicInteger devices = new AtomicInteger();
    private final URI base;
    final OutsideClient alice;
    final OutsideClient mallory;
    final OutsideClient admin;

    Service(URI base) {
        this.base = base;
        alice = with(Jwt.of("alice"));
        mallory = with(Jwt.of("mallory"));
        admin = with(Jwt.admin("root"));
    }

    OutsideClient with(Jwt token) {
        return new OutsideClient(base, "jwt " + token.sign(SECRET));
    }

    OutsideClient anonymous() {
        return new OutsideClient(base, null);
    }

    URI base() {
        return base;
    }

    /** A device id never used before, bound to nobody. */
    String unboundDevice() {
        return "device-" + devices.incrementAndGet();
    }

    /** A new device of alice's. */
    String device() {
        return bind(unboundDevice());
    }

    String bind(String device) {
        admin.put("/v3/devices/" + device + "/bindings/alice/").ok();
        return device;
    }

    /** Creates a group of alice's and returns it as answered. */
    JsonNode create(String device, String period, String... tasks) {
        return alice.post(TASK, Json.newGroup(device, period, tasks))
                .ok("create crontab ok.")
                .data();
    }

    /** The group as the single GET shows it. */
    JsonNode read(JsonNode group) {
        return alice.get(path(group)).bare().json();
    }

    JsonNode fires(JsonNode group) {
        return alice.get(path(group) + "fires/?limit=100").ok().data();
    }

    /** The verdicts recorded for the group, newest first. */
    List<String> verdicts(JsonNode group) {
        return Json.list(fires(group).path("recent")).stream()
                .map(fire -> fire.path("verdict").asText())
                .toList();
    }

    static String path(JsonNode group) {
        return TASK + id(group) + "/";
    }

    static String id(JsonNode group) {
        String id = group.path("group_id").asText();
        assertThat(id).as("group_id in %s", group).isNotEmpty();
        return id;
    }

    static List<String> names(JsonNode group) {
        return Json.list(group.path("tasks")).stream()
                .map(task -> task.path("name").asText())
                .toList();
    }
}
