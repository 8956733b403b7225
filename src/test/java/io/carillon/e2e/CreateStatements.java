package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;

/** Contract 1: POST, its fields, and the group object that it answers. */
final class CreateStatements {
    private static final String ALL_DAYS = "1111111";
    private static final String SOUND = Json.task("7", "30", "{\"on\":1}");

    private final Service service;
    private final String device;

    private CreateStatements(Service service) {
        this.service = service;
        this.device = service.device();
    }

    static Statements of(Service service) {
        var create = new CreateStatements(service);
        var statements = new Statements();
        create.answers(statements);
        create.deviceAndPeriod(statements);
        create.tasks(statements);
        create.commands(statements);
        return statements;
    }

    private void answers(Statements statements) {
        statements
                .says("POST answers the group: these fields and nothing else", () -> {
                    JsonNode group = service.create(device, "0101010", SOUND);
                    assertThat(Json.fields(group))
                            .containsExactlyInAnyOrder(
                                    "tasks", "period", "enabled", "group_id", "update_time", "create_time");
                    JsonNode task = group.path("tasks").path(0);
                    assertThat(Json.fields(task)).containsExactlyInAnyOrder("crontab", "commands", "name");
                    assertThat(Json.fields(task.path("crontab"))).containsExactlyInAnyOrder("hour", "minute");
                    assertThat(task.path("crontab")).isEqualTo(Json.parse("{\"hour\":\"7\",\"minute\":\"30\"}"));
                    assertThat(task.path("commands").textValue()).isEqualTo("{\"on\":1}");
                    assertThat(group.path("period").textValue()).isEqualTo("0101010");
                    assertThat(group.path("enabled").isBoolean()
                                    && group.path("enabled").asBoolean())
                            .isTrue();
                })
                .says("the times are of now, in the service's zone, to the second", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, SOUND);
                    var created = LocalDateTime.parse(group.path("create_time").asText(), Service.TIME);
                    assertThat(Duration.between(created, LocalDateTime.now(Service.ZONE))
                                    .abs())
                            .isLessThan(Duration.ofSeconds(20));
                    assertThat(group.path("update_time")).isEqualTo(group.path("create_time"));
                })
                .says("GET answers the same group, without an envelope", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, SOUND, Json.task("07", "5", "[1, 2]"));
                    assertThat(service.read(group)).isEqualTo(group);
                })
                .says("task names are 32 hex and unique", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, SOUND, SOUND, SOUND);
                    assertThat(Service.names(group)).allMatch(name -> name.matches("[0-9a-f]{32}"));
                    assertThat(new HashSet<>(Service.names(group))).hasSize(3);
                })
                .says("the order of tasks is kept, and equal times are allowed", () -> {
                    JsonNode group = service.create(
                            device,
                            ALL_DAYS,
                            Json.task("9", "0", "[3]"),
                            Json.task("8", "0", "[1]"),
                            Json.task("9", "0", "[2]"));
                    assertThat(Json.list(service.read(group).path("tasks")).stream()
                                    .map(task -> task.path("commands").asText()))
                            .containsExactly("[3]", "[1]", "[2]");
                })
                .says("POST takes enabled: a JSON boolean, null as none", () -> {
                    String body = Json.newGroup(device, ALL_DAYS, SOUND);
                    JsonNode off = post(with(body, "\"enabled\":false"))
                            .ok("create crontab ok.")
                            .data();
                    assertThat(off.path("enabled").asBoolean(true)).isFalse();
                    assertThat(service.read(off)).isEqualTo(off);
                    for (String on : List.of("true", "null"))
                        assertThat(post(with(body, "\"enabled\":" + on))
                                        .ok("create crontab ok.")
                                        .data()
                                        .path("enabled")
                                        .asBoolean())
                                .isTrue();
                    for (String wrong : List.of("1", "\"false\"", "[]", "{}"))
                        post(with(body, "\"enabled\":" + wrong)).wrong("enabled");
                })
                .says("POST ignores name: the name is new", () -> {
                    String named = Json.named("mine", "7", "30", "{}");
                    Answer answer = post(Json.newGroup(device, ALL_DAYS, named)).ok("create crontab ok.");
                    assertThat(Service.names(answer.data())).doesNotContain("mine");
                })
                .says("unknown fields are ignored", () -> service.alice
                        .post(Service.TASK, with(Json.newGroup(device, ALL_DAYS, SOUND), "\"colour\":{\"a\":[1]}"))
                        .ok("create crontab ok."))
                .says("POST for a device that the user is not bound to is 10350", () -> service.alice
                        .post(Service.TASK, Json.newGroup(service.unboundDevice(), ALL_DAYS, SOUND))
                        .notBound());
    }

    private void deviceAndPeriod(Statements statements) {
        String rest = "\"period\":\"1111111\",\"tasks\":" + Json.array(SOUND);
        statements.says("device_id is required", () -> post("{" + rest + "}").wrong("device_id"));
        for (String wrong : List.of(
                "null",
                "7",
                "true",
                "[]",
                "{}",
                "\"\"",
                text(".a"),
                text("-a"),
                text("_a"),
                text(":a"),
                text("$SYS"),
                text("a/b"),
                text("a+"),
                text("a#"),
                text("a b"),
                text("ä"),
                text("a\n"),
                text("a".repeat(129)))) {
            statements.says(
                    "device_id is not " + abridged(wrong),
                    () -> post("{\"device_id\":" + wrong + "," + rest + "}").wrong("device_id"));
        }
        for (String sound : List.of("A.b_c:d-1", "0", "d".repeat(128))) {
            statements.says("device_id may be " + abridged(sound), () -> {
                service.bind(sound);
                service.create(sound, ALL_DAYS, SOUND);
                service.admin.delete("/v3/devices/" + sound + "/").ok();
            });
        }
        String others = "\"device_id\":" + text(device) + ",\"tasks\":" + Json.array(SOUND);
        statements.says("period is required", () -> post("{" + others + "}").wrong("period"));
        for (String wrong : List.of(
                "null",
                "1111111",
                "[]",
                text(""),
                text("111111"),
                text("11111111"),
                text("1111112"),
                text("111111x"),
                text(" 1111111"),
                text("111 111"),
                text("*"),
                text("1111111".replace('1', '\uFF11')))) {
            statements.says("period is not " + wrong, () -> post("{\"period\":" + wrong + "," + others + "}")
                    .wrong("period"));
        }
        for (String sound : List.of("0000000", "1000000", "0000001")) {
            statements.says("period may be " + sound, () -> assertThat(
                            service.create(device, sound, SOUND).path("period").asText())
                    .isEqualTo(sound));
        }
    }

    private void tasks(Statements statements) {
        String start = "{\"device_id\":" + text(device) + ",\"period\":\"1111111\"";
        statements.says("tasks is required", () -> post(start + "}").wrong("tasks"));
        for (String wrong : List.of("null", "7", "{}", "\"[]\"", "[]"))
            statements.says("tasks is not " + wrong, () -> post(start + ",\"tasks\":" + wrong + "}")
                    .wrong("tasks"));
        for (String wrong : List.of("null", "7", "[]", "\"x\"")) {
            statements.says("a task is not " + wrong, () -> post(start + ",\"tasks\":" + Json.array(SOUND, wrong) + "}")
                    .wrong("tasks[1]"));
        }
        statements
                .says("50 tasks are allowed", () -> assertThat(service.create(service.device(), ALL_DAYS, times(50))
                                .path("tasks"))
                        .hasSize(50))
                .says("51 tasks are not", () -> post(Json.newGroup(device, ALL_DAYS, times(51)))
                        .wrong("tasks"));
        for (String field : List.of("hour", "minute")) {
            int most = field.equals("hour") ? 23 : 59;
            statements.says(field + " is required", () -> second(SOUND.replaceFirst("\"" + field + "\":\"\\d+\",", ""))
                    .wrong("tasks[1]." + field));
            for (String wrong : List.of(
                    "null",
                    "7",
                    "7.0",
                    "true",
                    "[]",
                    text(""),
                    text("*"),
                    text("-1"),
                    text("+1"),
                    text(" 7"),
                    text("7 "),
                    text("007"),
                    text("7a"),
                    text("0x7"),
                    text("1.5"),
                    text("\u0667"),
                    text(Integer.toString(most + 1)),
                    text("99"))) {
                statements.says(field + " is not " + wrong, () -> second(
                                SOUND.replaceFirst("\"" + field + "\":\"\\d+\"", "\"" + field + "\":" + wrong))
                        .wrong("tasks[1]." + field));
            }
            for (String sound : List.of("0", "00", "07", Integer.toString(most))) {
                statements.says(field + " may be " + sound + ", answered exactly as sent", () -> {
                    String task = SOUND.replaceFirst("\"" + field + "\":\"\\d+\"", "\"" + field + "\":" + text(sound));
                    JsonNode answered = service.create(device, ALL_DAYS, task);
                    assertThat(answered.path("tasks")
                                    .path(0)
                                    .path("crontab")
                                    .path(field)
                                    .textValue())
                            .isEqualTo(sound);
                });
            }
        }
    }

    private void commands(Statements statements) {
        statements.says("commands is required", () -> second("{\"hour\":\"7\",\"minute\":\"30\"}")
                .wrong("tasks[1].commands"));
        for (String wrong : List.of(
                "null",
                "7",
                "{}",
                "{\"on\":1}",
                "[]",
                text(""),
                text("on"),
                text("7"),
                text("null"),
                text("\"on\""),
                text("{"),
                text("{} {}"),
                text("{\"on\":}"),
                text("[1,]"))) {
            statements.says("commands is not " + wrong, () -> second(
                            "{\"hour\":\"7\",\"minute\":\"30\",\"commands\":" + wrong + "}")
                    .wrong("tasks[1].commands"));
        }
        for (String sound : List.of(
                "{}",
                "[]",
                " { \"a\" : 1.0e+2 }\t",
                "{\"b\":1,\"a\":\"\\u00e9\u00e9\uD83D\uDD14\\/\"}",
                "[\"\\n\", 12345678901234567890]")) {
            statements.says("commands are kept byte for byte: " + sound, () -> {
                JsonNode group = service.create(device, ALL_DAYS, Json.task("7", "30", sound));
                assertThat(group.path("tasks").path(0).path("commands").textValue())
                        .isEqualTo(sound);
                assertThat(service.read(group)
                                .path("tasks")
                                .path(0)
                                .path("commands")
                                .textValue())
                        .isEqualTo(sound);
            });
        }
        statements
                .says(
                        "commands may have 4,096 bytes",
                        () -> service.create(service.device(), ALL_DAYS, Json.task("7", "30", ofBytes(4096))))
                .says("commands may not have 4,097 bytes", () -> second(Json.task("7", "30", ofBytes(4097)))
                        .wrong("tasks[1].commands"))
                .says("the limit of commands counts bytes of UTF-8, not characters", () -> second(
                                Json.task("7", "30", "[\"" + "\u9418".repeat(1365) + "\"]"))
                        .wrong("tasks[1].commands"))
                .says(
                        "commands may nest 20 deep",
                        () -> service.create(device, ALL_DAYS, Json.task("7", "30", "[".repeat(20) + "]".repeat(20))))
                .says("commands may not nest 21 deep", () -> second(
                                Json.task("7", "30", "[".repeat(21) + "]".repeat(21)))
                        .wrong("tasks[1].commands"));
    }

    /** A POST whose second task is this one. */
    private Answer second(String task) {
        return post(Json.newGroup(device, ALL_DAYS, SOUND, task));
    }

    private Answer post(String body) {
        return service.alice.post(Service.TASK, body);
    }

    private static String with(String object, String field) {
        return object.substring(0, object.length() - 1) + "," + field + "}";
    }

    private static String text(String value) {
        return Json.text(value);
    }

    private static String abridged(String text) {
        return text.length() > 40 ? text.substring(0, 10) + "… (" + text.length() + ")" : text;
    }

    private static String[] times(int count) {
        var tasks = new String[count];
        for (int i = 0; i < count; i++) tasks[i] = Json.task("12", Integer.toString(i % 60), "[" + i + "]");
        return tasks;
    }

    /** A JSON array of exactly so many bytes. */
    static String ofBytes(int bytes) {
        return "[\"" + "x".repeat(bytes - 4) + "\"]";
    }
}
