package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.http.Served.Answered;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, <i>Other extensions</i>: PATCH of a group, a JSON merge patch over the fields of PUT. */
class PatchTest {
    private static final String MERGE = "application/merge-patch+json";
    private static final String DATES = "{\"start_date\":\"2026-06-01\",\"except_dates\":[\"2026-06-15\"]}";

    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();
    private String path = "";

    @BeforeEach
    void make() {
        path = "/v3/schedule/task/" + api.group(device, "7:05", "8:00") + "/";
        patch(DATES);
    }

    @Test
    void aSwitchChangesNothingElse() {
        JsonNode before = read();

        Answered off = patch("{\"enabled\":false}");

        assertThat(off.message()).isEqualTo("task update ok");
        assertThat(off.data().get("enabled").booleanValue()).isFalse();
        for (String field : new String[] {"tasks", "period", "start_date", "except_dates", "create_time"})
            assertThat(off.data().get(field)).as(field).isEqualTo(before.get(field));
        assertThat(read()).isEqualTo(off.data());
    }

    @Test
    void whatIsNamedIsReplacedAsAWholeAndNullRemovesAnOptionalField() {
        String task = Served.task("9", "0", "[]");
        JsonNode patched = patch("{\"period\":\"1000000\",\"tasks\":[" + task + "],\"start_date\":null}")
                .data();

        assertThat(patched.get("period").textValue()).isEqualTo("1000000");
        assertThat(patched.get("tasks")).hasSize(1);
        assertThat(patched.has("start_date")).isFalse();
        assertThat(patched.get("except_dates")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"period\":null,\"enabled\":null,\"tasks\":null}", "{\"device_id\":7,\"x\":1}"})
    void whatNamesNothingChangesNothing(String body) {
        JsonNode before = read();
        assertThat(patch(body).data()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"enabled\":\"false\"}|enabled: true or false expected",
                "{\"period\":\"1\"}|period: ",
                "{\"tasks\":[]}|tasks: an array of 1 to 50 objects expected",
                "{\"tasks\":[{\"hour\":\"24\"}]}|tasks[0].hour: ",
                "{\"end_date\":\"2026-05-31\"}|end_date: a date not before the group's start_date expected",
                "[]|body: a JSON object expected",
                "{|body: one JSON value expected"
            })
    void aWrongFieldIsNamed(String body, String begin) {
        Answered answered = patch(body);
        assertThat(answered.status()).isEqualTo(400);
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(answered.message()).startsWith(begin);
    }

    @Test
    void itIsJsonOrAMergePatchAndNothingElse() {
        assertThat(send(Served.USER, "application/json", "{}").status()).isEqualTo(200);
        assertThat(send(Served.USER, MERGE, "{}").status()).isEqualTo(200);
        assertThat(send(Served.USER, "Application/Merge-Patch+JSON", "{}").status())
                .isEqualTo(200);
        assertThat(send(Served.USER, MERGE + "; charset=utf-8", "{}").status()).isEqualTo(200);
        for (String type : new String[] {
            "application/x-www-form-urlencoded", "application/json-patch+json", "text/plain", "text/json"
        }) {
            Answered refused = send(Served.USER, type, "{}");
            assertThat(refused.status()).as(type).isEqualTo(415);
            assertThat(refused.message())
                    .isEqualTo("Content-Type: application/json or application/merge-patch+json expected");
        }
        assertThat(api.send(Served.USER, "PUT", path, MERGE, BodyPublishers.ofString("{}"))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void checksRunInTheOrderOfThoseOfAPut() {
        String none = "/v3/schedule/task/none/";
        assertThat(send("jwt x", "text/plain", "{").status()).isEqualTo(401);
        assertThat(send(Served.jwt("eve"), MERGE, "{\"enabled\":1}").status()).isEqualTo(400);
        assertThat(api.send(Served.USER, "PATCH", none, MERGE, BodyPublishers.ofString("{}"))
                        .code())
                .isEqualTo(11600);
        String ghost =
                "{\"tasks\":[{\"name\":\"x\"," + Served.task("9", "0", "[]").substring(1) + "]}";
        assertThat(send(Served.jwt("eve"), MERGE, ghost).code()).isEqualTo(11600);
        assertThat(send(Served.jwt("eve"), MERGE, "{}", "If-Match", "\"x\"").code())
                .isEqualTo(10350);
        assertThat(patch("{\"enabled\":false}", "If-Match", "\"x\"").status()).isEqualTo(412);
    }

    @Test
    void itAnswersTheTagThatIfMatchTakes() {
        String tag = tag(api.get(path));

        String next = tag(patch("{\"enabled\":false}", "If-Match", tag));

        assertThat(next).isNotEqualTo(tag).isEqualTo(tag(api.get(path)));
    }

    @Test
    void anUnknownFieldIsRefusedWhereTheCallerWantsIt() {
        assertThat(patch("{\"device_id\":\"x\",\"enabled\":false}", "Prefer", "handling=strict")
                        .code())
                .isZero();
        assertThat(patch("{\"enabld\":false}", "Prefer", "handling=strict").message())
                .isEqualTo("enabld: no such field");
    }

    private JsonNode read() {
        return api.get(path).json();
    }

    private static String tag(Answered answered) {
        return answered.raw().headers().firstValue("ETag").orElseThrow();
    }

    private Answered patch(String json, String... headers) {
        return send(Served.USER, MERGE, json, headers);
    }

    private Answered send(String authorization, String type, String body, String... headers) {
        return api.send(authorization, "PATCH", path, type, BodyPublishers.ofString(body), headers);
    }
}
