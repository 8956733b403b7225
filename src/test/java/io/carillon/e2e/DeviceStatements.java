package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;

/** Contract 1, <i>Devices and bindings</i>. */
final class DeviceStatements {
    private static final String ALL_DAYS = "1111111";
    private static final String SOUND = Json.task("7", "30", "{\"on\":1}");

    private final Service service;

    private DeviceStatements(Service service) {
        this.service = service;
    }

    static Statements of(Service service) {
        var devices = new DeviceStatements(service);
        var statements = new Statements();
        devices.bindings(statements);
        devices.zones(statements);
        devices.removal(statements);
        devices.list(statements);
        return statements;
    }

    private void bindings(Statements statements) {
        statements
                .says("binding is idempotent, and the users are listed", () -> {
                    String device = service.unboundDevice();
                    for (String user : List.of("alice", "bob", "alice"))
                        service.admin
                                .put(path(device) + "bindings/" + user + "/")
                                .ok();
                    JsonNode data =
                            service.admin.get(path(device) + "bindings/").ok().data();
                    assertThat(Json.fields(data)).containsExactlyInAnyOrder("device_id", "users");
                    assertThat(data.path("device_id").asText()).isEqualTo(device);
                    assertThat(Json.list(data.path("users")).stream().map(JsonNode::textValue))
                            .containsExactlyInAnyOrder("alice", "bob");
                })
                .says("unbinding is idempotent", () -> {
                    String device = service.device();
                    for (int i = 0; i < 2; i++)
                        service.admin.delete(path(device) + "bindings/alice/").ok();
                    assertThat(service.admin
                                    .get(path(device) + "bindings/")
                                    .ok()
                                    .data()
                                    .path("users"))
                            .isEmpty();
                })
                .says("a user's name may be any printable ASCII", () -> {
                    String device = service.unboundDevice();
                    service.admin
                            .put(path(device) + "bindings/a%40b.example!~/")
                            .ok();
                    assertThat(service.admin
                                    .get(path(device) + "bindings/")
                                    .ok()
                                    .data()
                                    .path("users")
                                    .path(0)
                                    .asText())
                            .isEqualTo("a@b.example!~");
                    service.with(Jwt.of("a@b.example!~")).get(path(device)).ok();
                })
                .says("a user's name has at most 128 characters of printable ASCII", () -> {
                    String bindings = path(service.unboundDevice()) + "bindings/";
                    service.admin.put(bindings + "u".repeat(128) + "/").ok();
                    service.admin.put(bindings + "u".repeat(129) + "/").wrong();
                    service.admin.put(bindings + "%C3%A4/").wrong();
                    service.admin.put(bindings + "a%07/").wrong();
                })
                .says("a malformed device id is 10000", () -> {
                    service.admin
                            .put("/v3/devices/" + "d".repeat(129) + "/bindings/alice/")
                            .wrong();
                    service.admin.put("/v3/devices/%24SYS/bindings/alice/").wrong();
                    service.admin
                            .put("/v3/devices/-d/", "{\"time_zone\":\"UTC\"}")
                            .wrong();
                })
                .says("only an administrator binds and unbinds: 10350", () -> {
                    String device = service.device();
                    service.alice.put(path(device) + "bindings/bob/").notBound();
                    service.alice.delete(path(device) + "bindings/alice/").notBound();
                    service.mallory.put(path(device) + "bindings/mallory/").notBound();
                    assertThat(service.admin
                                    .get(path(device) + "bindings/")
                                    .ok()
                                    .data()
                                    .path("users"))
                            .hasSize(1);
                })
                .says("two bound users see and change the same groups", () -> {
                    String device = service.device();
                    service.admin.put(path(device) + "bindings/bob/").ok();
                    JsonNode group = service.create(device, ALL_DAYS, SOUND);
                    var bob = service.with(Jwt.of("bob"));
                    assertThat(bob.get(Service.path(group)).bare().json()).isEqualTo(group);
                    bob.put(Service.path(group), Json.change(ALL_DAYS, false, SOUND))
                            .ok("task update ok");
                    assertThat(service.read(group).path("enabled").asBoolean(true))
                            .isFalse();
                })
                .says("who is unbound is refused from then on, and the groups stay", () -> {
                    String device = service.device();
                    JsonNode group = service.create(device, ALL_DAYS, SOUND);
                    service.admin.delete(path(device) + "bindings/alice/").ok();
                    service.alice
                            .post(Service.TASK, Json.newGroup(device, ALL_DAYS, SOUND))
                            .notBound();
                    service.alice
                            .put(Service.path(group), Json.change(ALL_DAYS, true, SOUND))
                            .notBound();
                    service.alice.delete(Service.path(group)).notBound();
                    service.alice.get(Service.path(group)).notFound();
                    service.alice.get(Service.TASKS + "?device_id=" + device).notFound();
                    service.bind(device);
                    assertThat(service.read(group)).isEqualTo(group);
                });
    }

    private void zones(Statements statements) {
        statements
                .says("a device's zone is the service's until it is set", () -> {
                    String device = service.device();
                    JsonNode before = service.alice.get(path(device)).ok().data();
                    assertThat(before).isEqualTo(shown(device, Service.ZONE.getId(), 0));
                    zone(device, "Europe/Berlin");
                    service.create(device, ALL_DAYS, SOUND);
                    assertThat(service.alice.get(path(device)).ok().data())
                            .isEqualTo(shown(device, "Europe/Berlin", 1));
                    assertThat(service.admin.get(path(device)).ok().data())
                            .isEqualTo(shown(device, "Europe/Berlin", 1));
                })
                .says("a zone that is not named stays, and null unsets it", () -> {
                    String device = service.device();
                    zone(device, "Europe/Berlin");
                    service.admin.put(path(device), "{}").ok();
                    assertThat(service.alice.get(path(device)).ok().data())
                            .isEqualTo(shown(device, "Europe/Berlin", 0));
                    service.admin.put(path(device), "{\"time_zone\":null}").ok();
                    assertThat(service.alice.get(path(device)).ok().data())
                            .isEqualTo(shown(device, Service.ZONE.getId(), 0));
                    service.alice.put(path(device), "{}").notBound();
                })
                .says("a group's times are shown in the service's zone, not the device's", () -> {
                    String device = service.device();
                    zone(device, "America/New_York");
                    var created = LocalDateTime.parse(
                            service.create(device, ALL_DAYS, SOUND)
                                    .path("create_time")
                                    .asText(),
                            Service.TIME);
                    assertThat(Duration.between(created, LocalDateTime.now(Service.ZONE))
                                    .abs())
                            .isLessThan(Duration.ofSeconds(20));
                });
        for (String wrong : List.of(
                "{\"time_zone\":7}",
                "{\"time_zone\":\"\"}",
                "{\"time_zone\":\"Mars/Phobos\"}",
                "{\"time_zone\":\"Europe\"}")) {
            statements.says(
                    "a zone is not set by " + wrong,
                    () -> service.admin.put(path(service.device()), wrong).wrong("time_zone"));
        }
        statements
                .says("only an administrator sets the zone: 10350", () -> service.alice
                        .put(path(service.device()), "{\"time_zone\":\"UTC\"}")
                        .notBound())
                .says(
                        "a user who is not bound does not see the device: 11600",
                        () -> service.mallory.get(path(service.device())).notFound());
    }

    private void removal(Statements statements) {
        statements
                .says("only an administrator deletes a device: 10350", () -> {
                    String device = service.device();
                    service.alice.delete(path(device)).notBound();
                    service.alice.get(path(device)).ok();
                })
                .says("deleting a device removes groups, bindings and zone, and is idempotent", () -> {
                    String device = service.device();
                    zone(device, "Europe/Berlin");
                    JsonNode group = service.create(device, ALL_DAYS, SOUND);
                    for (int i = 0; i < 2; i++)
                        service.admin.delete(path(device)).ok();
                    service.alice.get(Service.TASKS + "?device_id=" + device).notFound();
                    service.alice
                            .post(Service.TASK, Json.newGroup(device, ALL_DAYS, SOUND))
                            .notBound();
                    service.bind(device);
                    service.alice.get(Service.path(group)).notFound();
                    assertThat(service.alice.get(path(device)).ok().data())
                            .isEqualTo(shown(device, Service.ZONE.getId(), 0));
                });
    }

    private void list(Statements statements) {
        statements
                .says("a user sees the devices that he is bound to, by id in the order of bytes, in pages", () -> {
                    var carol = service.with(Jwt.of("carol"));
                    assertThat(carol.get("/v3/devices/").ok().data())
                            .isEqualTo(Json.parse("{\"count\":0,\"next\":null,\"previous\":null,\"results\":[]}"));
                    for (String device : List.of("carols:b", "carols:A", "carols:_"))
                        service.admin.put(path(device) + "bindings/carol/").ok();
                    assertThat(ids(carol.get("/v3_1/devices").ok().data()))
                            .containsExactly("carols:A", "carols:_", "carols:b");
                    JsonNode page = carol.get("/v3/devices/?page=2&page_size=1&q=CAROL&prefix=carols:")
                            .ok()
                            .data();
                    assertThat(page.path("count").asInt()).isEqualTo(3);
                    assertThat(ids(page)).containsExactly("carols:_");
                    assertThat(page.path("next").asText())
                            .endsWith("/v3/devices/?prefix=carols:&q=CAROL&page=3&page_size=1");
                    carol.get("/v3/devices/?page=2").wrong("page");
                    service.admin.delete(path("carols:A") + "bindings/carol/").ok();
                    service.admin.delete(path("carols:b")).ok();
                    assertThat(ids(carol.get("/v3/devices/").ok().data())).containsExactly("carols:_");
                    assertThat(ids(service.admin
                                    .get("/v3/devices/?prefix=carols:")
                                    .ok()
                                    .data()))
                            .as("for an administrator, those that have a user, a group or a setting")
                            .containsExactly("carols:_");
                })
                .says("expand adds the first of upcoming and the first of recent, where there is one", () -> {
                    String device = service.device();
                    String list = "/v3/devices/?prefix=" + device + "&expand=next,last";
                    JsonNode none = service.alice.get(list).ok().data().at("/results/0");
                    assertThat(Json.fields(none)).containsExactly("device_id");
                    JsonNode group = service.create(device, ALL_DAYS, SOUND);
                    service.alice.call("POST", Service.path(group) + "run/").ok();
                    await("the run is recorded").untilAsserted(() -> assertThat(service.verdicts(group))
                            .hasSize(1));
                    JsonNode expanded = service.alice.get(list).ok().data().at("/results/0");
                    JsonNode fires = service.alice
                            .get(path(device) + "fires/?limit=1")
                            .ok()
                            .data();
                    assertThat(expanded.path("next")).isEqualTo(fires.at("/upcoming/0"));
                    assertThat(expanded.path("last")).isEqualTo(fires.at("/recent/0"));
                    service.alice.get("/v3/devices/?expand=all").wrong("expand");
                });
    }

    private static List<String> ids(JsonNode page) {
        return Json.list(page.path("results")).stream()
                .map(one -> one.path("device_id").asText())
                .toList();
    }

    private void zone(String device, String zone) {
        service.admin.put(path(device), "{\"time_zone\":\"" + zone + "\"}").ok();
    }

    private static JsonNode shown(String device, String zone, int groups) {
        return Json.parse("{\"device_id\":\"%s\",\"time_zone\":\"%s\",\"groups\":%d}".formatted(device, zone, groups));
    }

    private static String path(String device) {
        return "/v3/devices/" + device + "/";
    }
}
