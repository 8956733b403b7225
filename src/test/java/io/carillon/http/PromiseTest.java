package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.http.Served.Answered;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 1, <i>To the device and back</i>: the four fields of a group. */
class PromiseTest {
    private static final String PATH = "/v3/schedule/task/";

    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();

    private Answered create(String more) {
        String body = Served.create(device, "0101010", List.of(Served.task("7", "5", "{}")));
        return api.post(PATH, body.substring(0, body.length() - 1) + more + "}");
    }

    @Test
    void theyAreShownWhereTheyAreSetAndNowhereElse() {
        JsonNode all = create(",\"valid_for\":604800,\"latest_only\":true,\"confirm\":true,\"retry_every\":5")
                .data();
        assertThat(all.get("valid_for").intValue()).isEqualTo(604_800);
        assertThat(all.get("latest_only").booleanValue()).isTrue();
        assertThat(all.get("confirm").booleanValue()).isTrue();
        assertThat(all.get("retry_every").intValue()).isEqualTo(5);
        JsonNode none = create(",\"latest_only\":false,\"confirm\":false,\"valid_for\":null")
                .data();
        for (String field : PromiseBody.NAMES)
            assertThat(none.has(field)).as(field).isFalse();
    }

    @Test
    void aPutThatDoesNotNameThemLeavesThemAndNullOrFalseClears() {
        JsonNode made = create(",\"valid_for\":60,\"confirm\":true").data();
        String path = PATH + made.get("group_id").textValue() + "/";
        String put = "{\"period\":\"0101010\",\"enabled\":true,\"tasks\":[" + Served.task("8", "5", "{}") + "]%s}";
        JsonNode kept = api.put(path, put.formatted("")).data();
        assertThat(kept.get("valid_for").intValue()).isEqualTo(60);
        assertThat(kept.get("confirm").booleanValue()).isTrue();
        JsonNode cleared = api.put(path, put.formatted(",\"valid_for\":null,\"confirm\":false"))
                .data();
        assertThat(cleared.has("valid_for")).isFalse();
        assertThat(cleared.has("confirm")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "valid_for, 9",
        "valid_for, 604801",
        "valid_for, 1.5",
        "valid_for, '\"60\"'",
        "retry_every, 4",
        "retry_every, 3601",
        "confirm, 1",
        "confirm, '\"true\"'",
        "latest_only, []"
    })
    void anyOtherValueIsRefusedByItsName(String field, String value) {
        Answered refused = create(",\"" + field + "\":" + value);
        assertThat(refused.code()).isEqualTo(10000);
        assertThat(refused.message()).startsWith(field + ": ");
    }
}
