package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.http.Served.Answered;
import io.carillon.schedule.Occurrence;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract 1: {@code skip} and {@code run} of a group. */
class ByHandTest {
    private static Served api;

    private final String device = "d" + UUID.randomUUID();
    private JsonNode group = Json.object();

    @BeforeAll
    static void serve() {
        api = new Served();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void create() {
        api.bind(device, "ann");
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
        assertThat(post("run/", "application/json", "{\"in\":1800}")
                        .data()
                        .path("field")
                        .asText())
                .isEqualTo("in");
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
            assertThat(send(Served.jwt("zoe"), url).code()).isEqualTo(10350);
            assertThat(send(Served.jwt("zoe"), url).status()).isEqualTo(403);
            assertThat(send(Served.USER, "/v3/schedule/task/none/" + path).code())
                    .isEqualTo(11600);
            assertThat(send(null, url).code()).isEqualTo(10101);
            assertThat(api.get(url).status()).isEqualTo(405);
            assertThat(api.get(url).raw().headers().firstValue("Allow")).hasValue("POST");
        }
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

    private static Answered send(@Nullable String authorization, String url) {
        return api.send(authorization, "POST", url, null, BodyPublishers.noBody());
    }
}
