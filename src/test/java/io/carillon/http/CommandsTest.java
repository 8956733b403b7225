package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, <i>Request fields</i>: {@code commands}. */
class CommandsTest {
    private static final String TASK = Served.task("7", "05", "{}");

    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                " { \"a\" : [ 1e400 , -0.0 ] }\n",
                "{\"a\":1,\"a\":2}",
                "[\"é😀\\ud800\"]",
                "[1234567890123456789012345678901234567890]"
            })
    void commandsAreKeptByteForByte(String commands) {
        Answered made = api.post(
                "/v3/schedule/task/", Served.create(device, "0101010", List.of(Served.task("7", "5", commands))));
        assertThat(made.data().at("/tasks/0/commands").textValue()).isEqualTo(commands);
        String id = made.data().get("group_id").textValue();
        assertThat(api.get("/v3/schedule/task/" + id)
                        .json()
                        .at("/tasks/0/commands")
                        .textValue())
                .isEqualTo(commands);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "\"a\"",
                "null",
                "{",
                "{}{}",
                "{} x",
                "{\"a\":}",
                "[1,]",
                "{a:1}",
                "[\"\t\"]",
                "[\"\\x\"]",
                "[01]"
            })
    void commandsAreOneJsonObjectOrArray(String commands) {
        Answered made = api.post(
                "/v3/schedule/task/", Served.create(device, "0101010", List.of(Served.task("7", "5", commands))));
        assertThat(made.code()).isEqualTo(10000);
        assertThat(made.message()).startsWith("tasks[0].commands: one JSON object or array");
    }

    @Test
    void commandsHaveAtMost4096BytesOfUtf8() {
        String most = "[\"" + "é".repeat(2046) + "\"]";
        assertThat(most.getBytes(StandardCharsets.UTF_8)).hasSize(4096);
        assertThat(created(most).code()).isZero();
        assertThat(created(" " + most).message())
                .isEqualTo("tasks[0].commands: at most 4096 bytes of UTF-8 expected, got 4097");
        assertThat(created("[" + "9".repeat(4094) + "]").code()).isZero();
    }

    @Test
    void nestingIsAtMost20InBodyAndCommands() {
        assertThat(created("[".repeat(20) + "]".repeat(20)).code()).isZero();
        assertThat(created("[".repeat(21) + "]".repeat(21)).message()).startsWith("tasks[0].commands: ");
        String body = Served.create(device, "0101010", List.of(TASK));
        String deepest = body.replaceFirst("\\{", "{\"x\":" + "[".repeat(19) + "]".repeat(19) + ",");
        assertThat(api.post("/v3/schedule/task/", deepest).code()).isZero();
        String tooDeep = body.replaceFirst("\\{", "{\"x\":" + "[".repeat(20) + "]".repeat(20) + ",");
        assertThat(api.post("/v3/schedule/task/", tooDeep).code()).isEqualTo(10000);
    }

    @Test
    void aSurrogateWithoutItsOtherHalfIsRefused() {
        String body = Served.create(device, "0101010", List.of(Served.task("7", "5", "[\"SURROGATE\"]")));
        for (String half : List.of("\\ud800", "\\udc00", "\\ud800x", "\\udc00\\ud800"))
            assertThat(api.post("/v3/schedule/task/", body.replace("SURROGATE", half))
                            .message())
                    .startsWith("tasks[0].commands: ");
        assertThat(api.post("/v3/schedule/task/", body.replace("SURROGATE", "\\ud83d\\ude00"))
                        .code())
                .isZero();
    }

    private Answered created(String commands) {
        return api.post(
                "/v3/schedule/task/", Served.create(device, "0101010", List.of(Served.task("7", "5", commands))));
    }
}
