package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.carillon.http.Served.Answered;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, <i>Request fields</i>: each field's limits, and its path in the message. */
class ParametersTest {
    private static final String TASK = Served.task("7", "05", "{}");

    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();

    static Stream<Arguments> wrongTasks() {
        return Stream.of(
                Arguments.of(Served.task("24", "05", "{}"), "tasks[1].hour: 0 to 23 expected, got \"24\""),
                Arguments.of(
                        Served.task("*", "05", "{}"),
                        "tasks[1].hour: 0 to 23 in one or two digits expected, got \"*\""),
                Arguments.of(
                        Served.task("007", "05", "{}"),
                        "tasks[1].hour: 0 to 23 in one or two digits expected, got \"007\""),
                Arguments.of(
                        Served.task("", "05", "{}"), "tasks[1].hour: 0 to 23 in one or two digits expected, got \"\""),
                Arguments.of(
                        Served.task("٧", "05", "{}"),
                        "tasks[1].hour: 0 to 23 in one or two digits expected, got \"٧\""),
                Arguments.of(
                        Served.task("-1", "05", "{}"),
                        "tasks[1].hour: 0 to 23 in one or two digits expected, got \"-1\""),
                Arguments.of(Served.task("7", "60", "{}"), "tasks[1].minute: 0 to 59 expected, got \"60\""),
                Arguments.of(
                        "{\"hour\":7,\"minute\":\"5\",\"commands\":\"{}\"}",
                        "tasks[1].hour: 0 to 23 expected as a string, got 7"),
                Arguments.of(
                        "{\"minute\":\"5\",\"commands\":\"{}\"}",
                        "tasks[1].hour: 0 to 23 expected as a string, got nothing"),
                Arguments.of(
                        "{\"hour\":\"7\",\"minute\":null,\"commands\":\"{}\"}",
                        "tasks[1].minute: 0 to 59 expected as a string, got nothing"),
                Arguments.of(
                        "{\"hour\":\"7\",\"minute\":\"5\"}",
                        "tasks[1].commands: one JSON object or array expected as a string, got nothing"),
                Arguments.of(
                        "{\"hour\":\"7\",\"minute\":\"5\",\"commands\":{\"a\":1}}",
                        "tasks[1].commands: one JSON object or array expected as a string, got an object"),
                Arguments.of("7", "tasks[1]: an object expected, got 7"),
                Arguments.of("null", "tasks[1]: an object expected, got null"),
                Arguments.of(
                        "{\"hour\":\"7\",\"hour\":\"8\",\"minute\":\"5\",\"commands\":\"{}\"}",
                        "tasks[1].hour: given twice, once expected"));
    }

    @ParameterizedTest
    @MethodSource("wrongTasks")
    void aWrongFieldOfATaskIsNamedByItsPath(String task, String message) {
        Answered answered = api.post("/v3/schedule/task/", Served.create(device, "0101010", List.of(TASK, task)));
        assertThat(answered.raw().body())
                .isEqualTo("{\"meta\":{\"message\":%s,\"code\":10000},\"data\":{\"field\":%s}}"
                        .formatted(new TextNode(message), new TextNode(message.substring(0, message.indexOf(':')))));
        assertThat(answered.status()).isEqualTo(400);
        assertThat(answered.raw().headers().firstValue("Content-Type")).hasValue("application/json");
    }

    static Stream<Arguments> wrongBodies() {
        String tasks = "\"tasks\":[" + TASK + "]";
        return Stream.of(
                Arguments.of("{\"period\":\"0101010\"," + tasks + "}", "device_id: "),
                Arguments.of("{\"device_id\":null,\"period\":\"0101010\"," + tasks + "}", "device_id: "),
                Arguments.of("{\"device_id\":7,\"period\":\"0101010\"," + tasks + "}", "device_id: "),
                Arguments.of("{\"device_id\":\"-a\",\"period\":\"0101010\"," + tasks + "}", "device_id: "),
                Arguments.of("{\"device_id\":\"\",\"period\":\"0101010\"," + tasks + "}", "device_id: "),
                Arguments.of("{\"device_id\":\"a/b\",\"period\":\"0101010\"," + tasks + "}", "device_id: "),
                Arguments.of(
                        "{\"device_id\":\"" + "a".repeat(129) + "\",\"period\":\"0101010\"," + tasks + "}",
                        "device_id: "),
                Arguments.of("{\"device_id\":\"a\",\"device_id\":\"a\"}", "device_id: given twice"),
                Arguments.of("{\"device_id\":\"a\",\"\\u0064evice_id\":\"a\"}", "device_id: given twice"),
                Arguments.of("{\"device_id\":\"a\"," + tasks + "}", "period: "),
                Arguments.of("{\"device_id\":\"a\",\"period\":\"010101\"," + tasks + "}", "period: "),
                Arguments.of("{\"device_id\":\"a\",\"period\":\"0101012\"," + tasks + "}", "period: "),
                Arguments.of("{\"device_id\":\"a\",\"period\":\"٠101010\"," + tasks + "}", "period: "),
                Arguments.of("{\"device_id\":\"a\",\"period\":1101010," + tasks + "}", "period: "),
                Arguments.of("{\"device_id\":\"a\",\"period\":\"0101010\"}", "tasks: "),
                Arguments.of("{\"device_id\":\"a\",\"period\":\"0101010\",\"tasks\":[]}", "tasks: "),
                Arguments.of("{\"device_id\":\"a\",\"period\":\"0101010\",\"tasks\":{}}", "tasks: "),
                Arguments.of("{\"device_id\":\"a\",\"period\":\"0101010\",\"tasks\":\"[]\"}", "tasks: "),
                Arguments.of(
                        "{\"device_id\":\"a\",\"period\":\"0101010\",\"enabled\":\"false\"," + tasks + "}",
                        "enabled: "),
                Arguments.of("{\"device_id\":\"a\",\"period\":\"0101010\",\"enabled\":0," + tasks + "}", "enabled: "),
                Arguments.of("{\"x\":{\"y\":[1,{\"a\":1,\"a\":2}]}}", "x.y[1].a: given twice"),
                Arguments.of("[]", "body: a JSON object expected"),
                Arguments.of("7", "body: a JSON object expected"),
                Arguments.of("", "body: "),
                Arguments.of("{", "body: "),
                Arguments.of("{} {}", "body: "),
                Arguments.of("{}]", "body: "),
                Arguments.of("{\"a\":01}", "body: "),
                Arguments.of("{\"a\":NaN}", "body: "),
                Arguments.of("{'a':1}", "body: "),
                Arguments.of("{\"a\":1,}", "body: "),
                Arguments.of("// c\n{}", "body: "),
                Arguments.of("\ufeff{}", "body: "));
    }

    @ParameterizedTest
    @MethodSource("wrongBodies")
    void aWrongBodyIsRefusedByNameAndAsksNoDevice(String body, String begin) {
        int before = api.devices.asked().size();
        Answered answered = api.post("/v3/schedule/task/", body);
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(answered.status()).isEqualTo(400);
        assertThat(answered.message()).startsWith(begin);
        assertThat(api.devices.asked()).hasSize(before);
    }

    @Test
    void hourAndMinuteAreAnsweredAsTheyWereSent() {
        Answered made = api.post(
                "/v3/schedule/task/",
                Served.create(device, "0101010", List.of(Served.task("07", "5", "{}"), Served.task("7", "05", "{}"))));
        assertThat(made.data().get("tasks").findValuesAsText("hour")).containsExactly("07", "7");
        assertThat(made.data().get("tasks").findValuesAsText("minute")).containsExactly("5", "05");
    }

    @Test
    void fiftyTasksAreTheMost() {
        assertThat(api.post("/v3/schedule/task/", Served.create(device, "0101010", Collections.nCopies(50, TASK)))
                        .code())
                .isZero();
        assertThat(api.post("/v3/schedule/task/", Served.create(device, "0101010", Collections.nCopies(51, TASK)))
                        .message())
                .isEqualTo("tasks: an array of 1 to 50 objects expected, got 51");
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        String body = Served.create(device, "0101010", List.of(Served.task("7", "5", "[\"é\"]")));
        for (byte[] wrong : List.of(
                body.getBytes(StandardCharsets.ISO_8859_1),
                body.getBytes(StandardCharsets.UTF_16),
                new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'},
                new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'})) {
            Answered answered = api.send(
                    Served.USER, "POST", "/v3/schedule/task/", "application/json", BodyPublishers.ofByteArray(wrong));
            assertThat(answered.code()).isEqualTo(10000);
            assertThat(answered.message()).startsWith("body: ");
        }
    }

    @Test
    void postIgnoresNameAndUnknownFields() {
        String task = TASK.replace("{\"hour", "{\"name\":[7],\"x\":{},\"hour");
        Answered made = api.post(
                "/v3/schedule/task/",
                Served.create(device, "0101010", List.of(task)).replaceFirst("\\{", "{\"enabled\":null,\"y\":1e999,"));
        assertThat(made.code()).isZero();
        assertThat(made.data().get("enabled").booleanValue()).isTrue();
        assertThat(made.data().at("/tasks/0/name").textValue()).matches("[0-9a-f]{32}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enabled: {\"period\":\"0101010\",\"tasks\":[TASK]}",
                "enabled: {\"period\":\"0101010\",\"tasks\":[TASK],\"enabled\":null}",
                "enabled: {\"period\":\"0101010\",\"tasks\":[TASK],\"enabled\":\"true\"}",
                "enabled: {\"period\":\"0101010\",\"tasks\":[TASK],\"enabled\":1}",
                "period: {\"tasks\":[TASK],\"enabled\":true}",
                "tasks: {\"period\":\"0101010\",\"enabled\":true}",
                "tasks[0].name: {\"period\":\"0101010\",\"enabled\":true,\"tasks\":[{\"name\":7,\"hour\":\"1\",\"minute\":\"1\",\"commands\":\"{}\"}]}"
            })
    void putRequiresPeriodEnabledAndTasks(String fieldAndBody) {
        String id = api.group(device, "7:05");
        String[] split = fieldAndBody.split(": ", 2);
        Answered answered = api.put("/v3/schedule/task/" + id, split[1].replace("TASK", TASK));
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(answered.message()).startsWith(split[0] + ": ");
    }

    @Test
    void aNameRepeatedInAPutIs10000AndAnUnknownOne11600() {
        String id = api.group(device, "7:05");
        String name =
                api.get("/v3/schedule/task/" + id).json().at("/tasks/0/name").textValue();
        Answered repeated = api.put("/v3/schedule/task/" + id, put(named(name), named(name)));
        assertThat(repeated.code()).isEqualTo(10000);
        assertThat(repeated.message()).startsWith("tasks[1].name: another than tasks[0].name expected");
        Answered unknown = api.put("/v3/schedule/task/" + id, put(named("nobody")));
        assertThat(unknown.code()).isEqualTo(11600);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(api.put("/v3/schedule/task/" + id, put(named(name), TASK)).code())
                .isZero();
    }

    @Test
    void aDevicesLimitsAreNamed() {
        for (int i = 0; i < 10; i++)
            api.post("/v3/schedule/task/", Served.create(device, "0101010", Collections.nCopies(50, TASK)));
        Answered tooMany = api.post("/v3/schedule/task/", Served.create(device, "0101010", List.of(TASK)));
        assertThat(tooMany.code()).isEqualTo(10000);
        assertThat(tooMany.message()).contains("500 tasks");
    }

    private static String put(String... tasks) {
        return "{\"period\":\"0101010\",\"enabled\":true,\"tasks\":[" + String.join(",", Arrays.asList(tasks)) + "]}";
    }

    private static String named(String name) {
        return TASK.replaceFirst("\\{", "{\"name\":\"" + name + "\",");
    }
}
