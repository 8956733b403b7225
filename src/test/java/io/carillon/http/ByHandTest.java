package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.http.Served.Answered;
import io.carillon.schedule.Occurrence;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Contract 1: {@code skip} and {@code run} of a group. */
class ByHandTest {
    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();
    private JsonNode group = Json.object();

    @BeforeEach
    void create() {
        group = api.post(
                        "/v3/schedule/task/",
                        Served.create(
                                device, "1111111", List.of(Served.task("7", "5", "{}"), Served.task("8", "5", "{}"))))
                .data();
    }

    @Test
    void bothAnswerTheGroupAndOk() {
        for (String path : List.of("skip/", "skip", "run/", "run")) {
            Answered answered = post(path, null, "");
            assertThat(answered.message()).isEqualTo("ok");
            assertThat(answered.code()).isZero();
            assertThat(answered.data().get("group_id")).isEqualTo(group.get("group_id"));
        }
        assertThat(post("run/", null, "").data()).isEqualTo(group);
    }

    @Test
    void runTakesNoBodyOrOneThatNamesATask() {
        String second = group.at("/tasks/1/name").textValue();
        String named = "{\"name\":\"" + second + "\"}";

        post("run/", "application/json", named);
        post("run/", "application/x-www-form-urlencoded", "name=" + second);
        assertThat(ran()).containsExactly(second, second);
        for (String all : List.of("", "{}", "{\"name\":null}", "{\"x\":1}")) post("run/", "application/json", all);
        assertThat(ran()).hasSize(2 + 4 * 2);
    }

    @Test
    void aWrongBodyOfRunIsNamed() {
        assertThat(post("run/", "application/json", "{\"name\":7}").message())
                .isEqualTo("name: a task's name expected as a string, got 7");
        assertThat(post("run/", "application/json", "[]").message())
                .isEqualTo("body: a JSON object expected, got an empty array");
        assertThat(post("run/", "text/plain", "{}").status()).isEqualTo(415);
        assertThat(post("run/", "application/json", "{\"name\":\"none\"}").code())
                .isEqualTo(11600);
        assertThat(ran()).isEmpty();
    }

    @Test
    void whoMayIsSaidAsForAPut() {
        for (String path : List.of("skip/", "run/")) {
            String url = "/v3_1/schedule/task/" + group.get("group_id").textValue() + "/" + path;
            for (String method : List.of("POST", "DELETE")) {
                assertThat(send(method, Served.jwt("zoe"), url).code()).isEqualTo(10350);
                assertThat(send(method, Served.jwt("zoe"), url).status()).isEqualTo(403);
                assertThat(send(method, Served.USER, "/v3/schedule/task/none/" + path)
                                .code())
                        .isEqualTo(11600);
                assertThat(send(method, null, url).code()).isEqualTo(10101);
            }
            assertThat(api.get(url).status()).isEqualTo(405);
            assertThat(api.get(url).raw().headers().firstValue("Allow")).hasValue("POST, DELETE");
        }
    }

    @Test
    void inSaysAfterHowManySecondsItRuns() {
        for (int seconds : List.of(1, 604_800))
            assertThat(scheduledAt(post("run/", "application/json", "{\"in\":" + seconds + "}")))
                    .startsWith(Served.NOW.plusSeconds(seconds).toString().substring(0, 20));
        post("run/", "application/x-www-form-urlencoded", "in=60");
        assertThat(ran()).hasSize(3 * 2);
        for (String wrong : List.of("0", "604801", "\"60\"", "1.5", "-1", "[]")) {
            Answered refused = post("run/", "application/json", "{\"in\":" + wrong + "}");
            assertThat(refused.code()).as(wrong).isEqualTo(10000);
            assertThat(refused.data().path("field").asText()).isEqualTo("in");
            assertThat(refused.message()).startsWith("in: a whole number from 1 to 604800 expected, got ");
        }
        assertThat(ran()).hasSize(3 * 2);
    }

    @Test
    void theInstantIsSaidInAHeader() {
        assertThat(scheduledAt(delete("skip/"))).isEqualTo("none");
        String skipped = scheduledAt(post("skip/", null, ""));
        assertThat(skipped).isNotEqualTo(scheduledAt(post("skip/", null, ""))).matches("2026-.*:05:00\\.000Z");
        assertThat(scheduledAt(delete("skip/"))).isEqualTo(skipped);
        assertThat(scheduledAt(delete("skip/"))).isEqualTo("none");

        assertThat(scheduledAt(delete("run/"))).isEqualTo("none");
        String now = scheduledAt(post("run/", null, ""));
        post("run/", "application/json", "{\"in\":60}");
        assertThat(ran()).hasSize(4);
        assertThat(scheduledAt(delete("run/"))).isEqualTo(now);
        assertThat(ran()).isEmpty();
        assertThat(scheduledAt(delete("run/"))).isEqualTo("none");
    }

    private Answered delete(String path) {
        return api.send(
                Served.USER,
                "DELETE",
                "/v3/schedule/task/" + group.get("group_id").textValue() + "/" + path,
                null,
                BodyPublishers.noBody());
    }

    private static String scheduledAt(Answered answered) {
        assertThat(answered.message()).isEqualTo("ok");
        return answered.raw().headers().firstValue("Scheduled-At").orElse("");
    }

    private List<String> ran() {
        return api.devices.state(device).runs().stream()
                .map(Occurrence::task)
                .map(Object::toString)
                .toList();
    }

    private Answered post(String path, @Nullable String type, String body) {
        return api.send(
                Served.USER,
                "POST",
                "/v3/schedule/task/" + group.get("group_id").textValue() + "/" + path,
                type,
                BodyPublishers.ofString(body));
    }

    private static Answered send(String method, @Nullable String authorization, String url) {
        return api.send(authorization, method, url, null, BodyPublishers.noBody());
    }
}
