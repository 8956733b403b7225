package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.http.Served.Answered;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 1, <i>More ways to say when</i>: the optional dates of a group. */
class DatesTest {
    private static final String DATES = "\"start_date\":\"2026-06-01\",\"end_date\":\"2026-06-30\","
            + "\"except_dates\":[\"2026-06-15\",\"2026-06-14\"],\"paused_until\":\"2026-06-02 12:00:00\"";
    private static final List<String> SEEDS =
            List.of("tasks", "period", "enabled", "group_id", "update_time", "create_time");

    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();

    @Test
    void areShownAsTheyWereSentAndOnlyWhereSet() {
        JsonNode dated = post(DATES).data();
        JsonNode plain = post("\"start_date\":null,\"except_dates\":[],\"paused_until\":null")
                .data();

        assertThat(dated.toString()).endsWith("," + DATES + "}");
        assertThat(read(dated)).isEqualTo(dated);
        assertThat(plain.fieldNames()).toIterable().containsExactlyElementsOf(SEEDS);
    }

    @Test
    void aPutSetsThemOneWithoutLeavesThemAndNullClearsThem() {
        JsonNode plain = post("\"end_date\":\"2026-06-30\"").data();
        String path = path(plain);

        JsonNode dated = api.put(path, put(DATES)).data();
        assertThat(dated.toString()).endsWith("," + DATES + "}");
        JsonNode left = api.put(path, put("\"x\":1")).data();
        assertThat(left).isEqualTo(dated);
        JsonNode later = api.put(path, put("\"end_date\":\"2026-07-01\"")).data();
        assertThat(later.toString()).endsWith("," + DATES.replace("2026-06-30", "2026-07-01") + "}");
        JsonNode cleared = api.put(
                        path, put("\"start_date\":null,\"end_date\":null,\"except_dates\":[],\"paused_until\":null"))
                .data();
        assertThat(cleared.fieldNames()).toIterable().containsExactlyElementsOf(SEEDS);
        assertThat(read(plain)).isEqualTo(cleared);
    }

    @Test
    void aFormLeavesWhatItDoesNotNameTooAndItsJsonCanBeNull() {
        JsonNode dated = post(DATES).data();
        String form = "period=1111111&enabled=true&tasks=" + encoded("[" + Served.task("7", "5", "{}") + "]");

        assertThat(form("PUT", path(dated), form).data()).isEqualTo(dated);
        assertThat(form("PUT", path(dated), form + "&except_dates=null").data().has("except_dates"))
                .isFalse();
        assertThat(read(dated).has("paused_until")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "\"end_date\":\"2026-05-31\"; end_date; a date not before the group's start_date expected",
                "\"start_date\":\"2026-07-01\"; start_date; a date not after the group's end_date expected",
            })
    void theOrderIsThatOfWhatThePutLeaves(String fields, String field, String expected) {
        JsonNode dated = post(DATES).data();

        Answered answered = api.put(path(dated), put(fields));

        assertThat(answered.status()).isEqualTo(400);
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(answered.message()).isEqualTo(field + ": " + expected);
        assertThat(answered.data().get("field").textValue()).isEqualTo(field);
        assertThat(read(dated)).isEqualTo(dated);
    }

    @Test
    void aFormSaysThemTooTheExceptedOnesAsJson() {
        String tasks = "[" + Served.task("7", "5", "{}") + "]";
        String form = "device_id=" + device + "&period=1111111&tasks=" + encoded(tasks)
                + "&start_date=2026-06-01&end_date=2026-06-30&except_dates="
                + encoded("[\"2026-06-15\",\"2026-06-14\"]") + "&paused_until=2026-06-02+12:00:00";

        assertThat(form(form).data().toString()).endsWith("," + DATES + "}");
        assertThat(form(form.replace("2026-06-14%22%5D", "")).message()).startsWith("except_dates: one JSON value");
        assertThat(form(form.replace("2026-06-14", "14.6.2026")).message()).startsWith("except_dates[1]: a date as");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "\"start_date\":\"2026-6-1\"; start_date: a date as yyyy-MM-dd expected, got \"2026-6-1\"",
                "\"start_date\":\"2026-02-29\"; start_date: a date as yyyy-MM-dd expected, got \"2026-02-29\"",
                "\"start_date\":\"２０２６-06-01\"; start_date: a date as yyyy-MM-dd expected, got \"２０２６-06-01\"",
                "\"start_date\":\"+12026-06-01\"; start_date: a date as yyyy-MM-dd expected, got \"+12026-06-01\"",
                "\"start_date\":\"\"; start_date: a date as yyyy-MM-dd expected, got \"\"",
                "\"start_date\":20260601; start_date: a date as yyyy-MM-dd expected as a string, got 20260601",
                "\"end_date\":\"2026-03-01\"; end_date: a date that is not over, or the stored one, expected",
                "\"end_date\":\"2026-06-31\"; end_date: a date as yyyy-MM-dd expected, got \"2026-06-31\"",
                "\"end_date\":\"2026-06-01 \"; end_date: a date as yyyy-MM-dd expected, got \"2026-06-01 \"",
                "\"start_date\":\"2026-06-02\",\"end_date\":\"2026-06-01\"; "
                        + "end_date: a date not before start_date 2026-06-02 expected, got \"2026-06-01\"",
                "\"except_dates\":\"2026-06-01\"; "
                        + "except_dates: an array of at most 100 dates as yyyy-MM-dd expected, got \"2026-06-01\"",
                "\"except_dates\":{}; except_dates: an array of at most 100 dates as yyyy-MM-dd expected, got an object",
                "\"except_dates\":[\"2026-06-01\",\"2026-13-01\"]; "
                        + "except_dates[1]: a date as yyyy-MM-dd expected, got \"2026-13-01\"",
                "\"except_dates\":[null]; except_dates[0]: a date as yyyy-MM-dd expected as a string, got null",
                "\"paused_until\":\"2026-06-01\"; "
                        + "paused_until: a date and time as yyyy-MM-dd HH:mm:ss expected, got \"2026-06-01\"",
                "\"paused_until\":\"2026-06-01T12:00:00\"; "
                        + "paused_until: a date and time as yyyy-MM-dd HH:mm:ss expected, got \"2026-06-01T12:00:00\"",
                "\"paused_until\":\"2026-06-01 24:00:00\"; "
                        + "paused_until: a date and time as yyyy-MM-dd HH:mm:ss expected, got \"2026-06-01 24:00:00\"",
                "\"paused_until\":true; "
                        + "paused_until: a date and time as yyyy-MM-dd HH:mm:ss expected as a string, got true",
            })
    void aWrongOneIsNamedByItsPath(String fields, String message) {
        Answered answered = post(fields);

        assertThat(answered.message()).isEqualTo(message);
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(answered.status()).isEqualTo(400);
    }

    @Test
    void aHundredDaysMayBeExceptedAndNoMore() {
        assertThat(post(except(100)).data().get("except_dates")).hasSize(100);
        assertThat(post(except(101)).message())
                .isEqualTo("except_dates: an array of at most 100 dates as yyyy-MM-dd expected, got 101");
    }

    private static String except(int count) {
        return "\"except_dates\":[" + String.join(",", Collections.nCopies(count, "\"2026-06-01\"")) + "]";
    }

    private Answered post(String dates) {
        String body = Served.create(device, "1111111", List.of(Served.task("7", "5", "{}")));
        return api.post("/v3/schedule/task/", "{" + dates + "," + body.substring(1));
    }

    private static String put(String dates) {
        return "{\"period\":\"1111111\",\"enabled\":true,\"tasks\":[" + Served.task("7", "5", "{}") + "]," + dates
                + "}";
    }

    private static JsonNode read(JsonNode group) {
        return api.get(path(group)).json();
    }

    private static String path(JsonNode group) {
        return "/v3/schedule/task/" + group.get("group_id").textValue() + "/";
    }

    private static Answered form(String body) {
        return form("POST", "/v3/schedule/task/", body);
    }

    private static Answered form(String method, String path, String body) {
        return api.send(Served.USER, method, path, "application/x-www-form-urlencoded", BodyPublishers.ofString(body));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
