package io.carillon.e2e;

import static com.google.common.collect.MoreCollectors.onlyElement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Contract 1: PUT and DELETE, and which tasks keep their names. */
final class ChangeStatements {
    private static final String ALL_DAYS = "1111111";
    private static final String MORNING = Json.task("7", "30", "{\"on\":1}");
    private static final String EVENING = Json.task("22", "0", "{\"on\":0}");

    private final Service service;
    private final String device;

    private ChangeStatements(Service service) {
        this.service = service;
        this.device = service.device();
    }

    static Statements of(Service service) {
        var change = new ChangeStatements(service);
        var statements = new Statements();
        change.fields(statements);
        change.names(statements);
        change.removal(statements);
        change.patches(statements);
        change.tags(statements);
        return statements;
    }

    private void fields(Statements statements) {
        JsonNode group = service.create(device, ALL_DAYS, MORNING);
        String tasks = "\"tasks\":" + Json.array(MORNING);
        String sound = Json.change(ALL_DAYS, true, MORNING);
        statements
                .says("PUT requires period", () -> put(group, "{\"enabled\":true," + tasks + "}")
                        .wrong("period"))
                .says("PUT requires enabled", () -> put(group, "{\"period\":\"1111111\"," + tasks + "}")
                        .wrong("enabled"))
                .says("PUT requires tasks", () -> put(group, "{\"period\":\"1111111\",\"enabled\":true}")
                        .wrong("tasks"));
        for (String wrong : List.of("null", "1", "\"true\"", "[]", "{}")) {
            statements.says("enabled is not " + wrong, () -> put(
                            group, "{\"period\":\"1111111\",\"enabled\":" + wrong + "," + tasks + "}")
                    .wrong("enabled"));
        }
        statements
                .says("PUT names a wrong period", () -> put(group, Json.change("111", true, MORNING))
                        .wrong("period"))
                .says("PUT wants 1 to 50 tasks", () -> {
                    put(group, Json.change(ALL_DAYS, true)).wrong("tasks");
                    put(
                                    group,
                                    Json.change(
                                            ALL_DAYS,
                                            true,
                                            Collections.nCopies(51, MORNING).toArray(String[]::new)))
                            .wrong("tasks");
                })
                .says("PUT names a wrong hour, minute, commands by path", () -> {
                    put(group, Json.change(ALL_DAYS, true, MORNING, Json.task("24", "0", "{}")))
                            .wrong("tasks[1].hour");
                    put(group, Json.change(ALL_DAYS, true, MORNING, Json.task("0", "60", "{}")))
                            .wrong("tasks[1].minute");
                    put(group, Json.change(ALL_DAYS, true, MORNING, Json.task("0", "0", "x")))
                            .wrong("tasks[1].commands");
                })
                .says("a name is a string", () -> put(
                                group, Json.change(ALL_DAYS, true, "{\"name\":7," + EVENING.substring(1)))
                        .wrong("tasks[0].name"))
                .says("the refused PUTs changed nothing", () -> assertThat(service.read(group))
                        .isEqualTo(group))
                .says("PUT ignores device_id", () -> {
                    String elsewhere = "{\"device_id\":\"another\"," + sound.substring(1);
                    assertThat(put(group, elsewhere).ok("task update ok").data())
                            .isEqualTo(group);
                    assertThat(service.read(group)).isEqualTo(group);
                })
                .says("PUT answers the group with its new period, enabled and tasks", () -> {
                    JsonNode made = service.create(device, ALL_DAYS, MORNING);
                    JsonNode answered = put(made, Json.change("1000001", false, EVENING))
                            .ok("task update ok")
                            .data();
                    assertThat(answered.path("period").asText()).isEqualTo("1000001");
                    assertThat(answered.path("enabled").isBoolean()
                                    && !answered.path("enabled").asBoolean())
                            .isTrue();
                    assertThat(answered.path("tasks").path(0).path("commands").asText())
                            .isEqualTo("{\"on\":0}");
                    assertThat(answered.path("create_time")).isEqualTo(made.path("create_time"));
                    assertThat(answered.path("group_id")).isEqualTo(made.path("group_id"));
                    assertThat(service.read(made)).isEqualTo(answered);
                })
                .says("update_time moves only when something changed", () -> {
                    JsonNode made = service.create(device, ALL_DAYS, MORNING);
                    var created = LocalDateTime.parse(made.path("create_time").asText(), Service.TIME);
                    await().until(() -> LocalDateTime.now(Service.ZONE).isAfter(created.plusSeconds(2)));
                    assertThat(put(made, sound).ok("task update ok").data()).isEqualTo(made);
                    JsonNode changed = put(made, Json.change(ALL_DAYS, false, MORNING))
                            .ok("task update ok")
                            .data();
                    assertThat(LocalDateTime.parse(changed.path("update_time").asText(), Service.TIME))
                            .isAfter(created);
                });
    }

    private void patches(Statements statements) {
        statements
                .says("PATCH changes what is named, null removes, and it answers as PUT", () -> {
                    JsonNode made = service.create(device, ALL_DAYS, MORNING, EVENING);
                    patch(made, "{\"end_date\":\"2099-12-31\"}").ok("task update ok");
                    JsonNode off = patch(made, "{\"enabled\":false}")
                            .ok("task update ok")
                            .data();
                    assertThat(off.path("enabled").asBoolean(true)).isFalse();
                    assertThat(off.path("tasks")).isEqualTo(made.path("tasks"));
                    assertThat(off.path("period")).isEqualTo(made.path("period"));
                    assertThat(off.path("end_date").asText()).isEqualTo("2099-12-31");
                    assertThat(service.read(made)).isEqualTo(off);
                    Answer cleared = patch(made, "{\"end_date\":null}").ok("task update ok");
                    assertThat(Json.fields(cleared.data())).doesNotContain("end_date");
                    assertThat(tag(cleared)).isEqualTo(tag(service.alice.get(Service.path(made))));
                })
                .says("PATCH takes no form, and a stale If-Match is 412", () -> {
                    JsonNode made = service.create(device, ALL_DAYS, MORNING);
                    service.alice
                            .form("PATCH", Service.path(made), "enabled=false")
                            .refused(415, 10000, "Content-Type");
                    service.alice
                            .body(
                                    "PATCH",
                                    Service.path(made),
                                    "application/json",
                                    "{\"enabled\":false}".getBytes(StandardCharsets.UTF_8),
                                    "If-Match",
                                    "\"x\"")
                            .refused(412, 10000, "If-Match");
                    service.mallory
                            .patch(Service.path(made), "{\"enabled\":false}")
                            .notBound();
                    patch(made, "{\"enabled\":1}").wrong("enabled");
                    assertThat(service.read(made)).isEqualTo(made);
                });
    }

    private void tags(Statements statements) {
        statements
                .says("of many PUTs of the same If-Match one succeeds, and the others are 412", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING);
                    String tag = tag(service.alice.get(Service.path(group)));
                    List<Answer> answers = IntStream.range(0, 16)
                            .parallel()
                            .mapToObj(minute -> putIf(group, tag, Json.task("6", Integer.toString(minute), "{}")))
                            .toList();
                    Answer made = answers.stream()
                            .filter(answer -> answer.status() == 200)
                            .collect(onlyElement());
                    for (Answer answer : answers) if (answer != made) answer.refused(412, 10000, "If-Match");
                    assertThat(service.read(group)).isEqualTo(made.data());
                    assertThat(tag(service.alice.get(Service.path(group)))).isEqualTo(tag(made));
                })
                .says("DELETE with a stale If-Match is 412 and deletes nothing", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING);
                    String tag = tag(service.alice.get(Service.path(group)));
                    changed(group, EVENING);
                    service.alice
                            .call("DELETE", Service.path(group), "If-Match", tag)
                            .refused(412, 10000, "If-Match");
                    String now = tag(service.alice.get(Service.path(group)));
                    service.alice
                            .call("DELETE", Service.path(group), "If-Match", now)
                            .ok("delete ok.");
                });
    }

    private Answer putIf(JsonNode group, String tag, String task) {
        byte[] body = Json.change(ALL_DAYS, true, task).getBytes(StandardCharsets.UTF_8);
        return service.alice.body("PUT", Service.path(group), "application/json", body, "If-Match", tag);
    }

    private static String tag(Answer answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private void names(Statements statements) {
        statements
                .says("a task without name that equals a stored one keeps that name", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING, EVENING);
                    JsonNode answered = changed(group, EVENING, MORNING);
                    assertThat(Service.names(answered))
                            .containsExactly(
                                    Service.names(group).get(1),
                                    Service.names(group).get(0));
                })
                .says("the same PUT twice changes nothing", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING);
                    JsonNode once = changed(group, MORNING, EVENING, EVENING);
                    assertThat(changed(group, MORNING, EVENING, EVENING)).isEqualTo(once);
                })
                .says("a task with a name keeps it, whatever else changes", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING);
                    String name = Service.names(group).get(0);
                    JsonNode answered = changed(group, Json.named(name, "8", "15", "[]"));
                    assertThat(Service.names(answered)).containsExactly(name);
                    assertThat(answered.path("tasks")
                                    .path(0)
                                    .path("crontab")
                                    .path("hour")
                                    .asText())
                            .isEqualTo("8");
                })
                .says("hour, minute and commands compare as text: 07 is not 7", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING);
                    JsonNode answered = changed(group, Json.task("07", "30", "{\"on\":1}"));
                    assertThat(Service.names(answered)).doesNotContainAnyElementsOf(Service.names(group));
                })
                .says("a stored task that is claimed by name is not kept twice", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING);
                    String name = Service.names(group).get(0);
                    JsonNode answered = changed(group, MORNING, Json.named(name, "8", "15", "[]"));
                    assertThat(Service.names(answered)).hasSize(2).doesNotHaveDuplicates();
                    assertThat(Service.names(answered).get(1)).isEqualTo(name);
                })
                .says("of two equal stored tasks each name is kept once", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING, MORNING);
                    assertThat(Service.names(changed(group, MORNING, MORNING, MORNING)))
                            .containsAll(Service.names(group))
                            .doesNotHaveDuplicates();
                })
                .says("a null name counts as none", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING);
                    assertThat(Service.names(changed(group, "{\"name\":null," + MORNING.substring(1))))
                            .isEqualTo(Service.names(group));
                })
                .says("a task that the PUT does not list is removed, and its name with it", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING, EVENING);
                    String removed = Service.names(group).get(0);
                    assertThat(Service.names(changed(group, EVENING)))
                            .containsExactly(Service.names(group).get(1));
                    put(group, Json.change(ALL_DAYS, true, Json.named(removed, "7", "30", "{}")))
                            .notFound();
                })
                .says("an unknown name is 11600", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING);
                    put(group, Json.change(ALL_DAYS, true, Json.named("f".repeat(32), "7", "30", "{}")))
                            .notFound();
                    put(group, Json.change(ALL_DAYS, true, Json.named("no name", "7", "30", "{}")))
                            .notFound();
                })
                .says("a name of another group is unknown", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING);
                    String other = Service.names(service.create(device, ALL_DAYS, MORNING))
                            .get(0);
                    put(group, Json.change(ALL_DAYS, true, Json.named(other, "7", "30", "{}")))
                            .notFound();
                })
                .says("a repeated name is 10000", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, MORNING);
                    String name = Service.names(group).get(0);
                    put(
                                    group,
                                    Json.change(
                                            ALL_DAYS,
                                            true,
                                            Json.named(name, "1", "1", "{}"),
                                            Json.named(name, "2", "2", "{}")))
                            .wrong("tasks[1].name");
                    assertThat(service.read(group)).isEqualTo(group);
                });
    }

    private void removal(Statements statements) {
        JsonNode group = service.create(device, ALL_DAYS, MORNING);
        String malformed = Service.TASK + "7f1b5a64632711e8/";
        statements
                .says("PUT and DELETE by a user who is not bound are 10350", () -> {
                    service.mallory
                            .put(Service.path(group), Json.change(ALL_DAYS, true, EVENING))
                            .notBound();
                    service.mallory.delete(Service.path(group)).notBound();
                    assertThat(service.read(group)).isEqualTo(group);
                })
                .says("a malformed id is 11600", () -> {
                    service.alice.get(malformed).notFound();
                    service.alice
                            .put(malformed, Json.change(ALL_DAYS, true, MORNING))
                            .notFound();
                    service.alice.delete(malformed).notFound();
                    service.alice.get(malformed + "fires/").notFound();
                    service.alice.get(Service.TASK + "x".repeat(1000) + "/").notFound();
                })
                .says("an id that no group has is 11600", () -> {
                    String none = Service.TASK + PathStatements.neighbour(group) + "/";
                    service.alice.get(none).notFound();
                    service.alice
                            .put(none, Json.change(ALL_DAYS, true, MORNING))
                            .notFound();
                    service.alice.delete(none).notFound();
                    service.alice.get(none + "fires/").notFound();
                })
                .says("a deleted group is gone: 11600 from then on", () -> {
                    assertThat(service.alice
                                    .delete(Service.path(group))
                                    .ok("delete ok.")
                                    .data())
                            .isEqualTo(Json.parse("{}"));
                    service.alice.get(Service.path(group)).notFound();
                    service.alice
                            .put(Service.path(group), Json.change(ALL_DAYS, true, MORNING))
                            .notFound();
                    service.alice.delete(Service.path(group)).notFound();
                    service.alice.get(Service.path(group) + "fires/").notFound();
                })
                .says("a deleted group's firings are gone with it, also from the device's", () -> {
                    String lamp = service.device();
                    JsonNode gone = service.create(lamp, ALL_DAYS, MORNING);
                    JsonNode kept = service.create(lamp, ALL_DAYS, MORNING);
                    for (JsonNode each : List.of(gone, kept))
                        service.alice.call("POST", Service.path(each) + "run/").ok();
                    await("both are recorded").until(() -> groupsFired(lamp).size() == 2);
                    service.alice.delete(Service.path(gone)).ok("delete ok.");
                    assertThat(groupsFired(lamp)).containsExactly(Service.id(kept));
                });
    }

    private List<String> groupsFired(String device) {
        JsonNode fires =
                service.alice.get("/v3/devices/" + device + "/fires/").ok().data();
        return Json.list(fires.path("recent")).stream().map(Service::id).toList();
    }

    private JsonNode changed(JsonNode group, String... tasks) {
        return put(group, Json.change(ALL_DAYS, true, tasks))
                .ok("task update ok")
                .data();
    }

    private Answer patch(JsonNode group, String body) {
        return service.alice.patch(Service.path(group), body);
    }

    private Answer put(JsonNode group, String body) {
        return service.alice.put(Service.path(group), body);
    }
}
