package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1: {@code ETag}, {@code If-Match} and {@code If-None-Match} as headers. */
class TagsTest {
    private static final String OFF =
            "{\"period\":\"0101010\",\"enabled\":false,\"tasks\":[" + Served.task("7", "5", "{}") + "]}";

    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();
    private String path = "";
    private String tag = "";

    @BeforeEach
    void create() {
        path = "/v3/schedule/task/" + api.group(device, "7:05") + "/";
        tag = tag(api.get(path));
    }

    @Test
    void aGroupsTagIsStrongAndTheSameWhereverTheGroupIsAnswered() {
        assertThat(tag).matches("\"[A-Za-z0-9_-]{22}\"");
        Answered put = api.put(path, OFF);
        assertThat(tag(put)).isNotEqualTo(tag).isEqualTo(tag(api.get(path)));
        assertThat(tag(api.put(path, OFF))).as("nothing changed").isEqualTo(tag(put));
    }

    @Test
    void aRepeatedPostHasTheTagOfTheFirstAnswer() {
        String body = Served.create(device, "0101010", List.of(Served.task("7", "5", "{}")));
        Answered first = post(body, "Idempotency-Key", "k");
        String made = "/v3/schedule/task/" + first.data().get("group_id").textValue();
        assertThat(tag(api.get(made))).isEqualTo(tag(first));
        api.put(made, OFF);
        assertThat(tag(post(body, "Idempotency-Key", "k"))).isEqualTo(tag(first));
        api.delete(made);
        assertThat(tag(post(body, "Idempotency-Key", "k"))).isEqualTo(tag(first));
    }

    @Test
    void whatHasNoGroupToShowHasNoTag() {
        assertThat(api.get("/v3/schedule/tasks/?device_id=" + device)
                        .raw()
                        .headers()
                        .firstValue("ETag"))
                .isEmpty();
        assertThat(api.delete(path).raw().headers().firstValue("ETag")).isEmpty();
        assertThat(api.get(path).raw().headers().firstValue("ETag")).isEmpty();
    }

    @Test
    void theGroupAsItIsMayBeChanged() {
        Answered put = put(tag);
        assertThat(put.code()).isZero();
        assertThat(delete(tag(put)).message()).isEqualTo("delete ok.");
    }

    @Test
    void aStaleTagIs412AndChangesNothing() {
        tag(api.put(path, OFF));
        Answered before = api.get(path);
        for (Answered stale : List.of(put(tag), delete(tag))) {
            assertThat(stale.status()).isEqualTo(412);
            assertThat(stale.code()).isEqualTo(10000);
            assertThat(stale.message()).startsWith("If-Match: ");
        }
        assertThat(api.get(path).json()).isEqualTo(before.json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                " *",
                "TAG",
                "\"x\", TAG",
                "TAG,\"x\"",
                "W/\"x\" ,\tTAG",
                ",,TAG ,",
                "\"a,b\",TAG",
                "\"\",TAG"
            })
    void anyOfAListMatches(String list) {
        assertThat(put(list.replace("TAG", tag)).status()).isEqualTo(200);
    }

    @Test
    void theTagsMayStandInSeveralHeaders() {
        assertThat(api.send(
                                Served.USER,
                                "DELETE",
                                path,
                                null,
                                BodyPublishers.noBody(),
                                "If-Match",
                                "\"x\"",
                                "If-Match",
                                tag)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/TAG", "\"\"", "\"*\"", "\"é\"", "\"x\", W/TAG"})
    void whatIsWeakOrAnotherDoesNotMatch(String list) {
        assertThat(delete(list.replace("TAG", tag)).status()).isEqualTo(412);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "x",
                "\"",
                "\"x",
                "x\"",
                "w/\"x\"",
                "W/",
                "*,*",
                "*,\"x\"",
                "\"x\",*",
                "\"x\"\"y\"",
                "\"x\" \"y\"",
                "\"a b\"",
                "'x'"
            })
    void aMalformedOneIs10000BeforeExistence(String list) {
        for (Answered answered : List.of(
                put(list),
                delete(list),
                api.send(
                        Served.USER,
                        "DELETE",
                        "/v3/schedule/task/x",
                        null,
                        BodyPublishers.noBody(),
                        "If-Match",
                        list))) {
            assertThat(answered.status()).isEqualTo(400);
            assertThat(answered.code()).isEqualTo(10000);
            assertThat(answered.message()).startsWith("If-Match: ");
        }
        assertThat(tag(api.get(path))).isEqualTo(tag);
    }

    @Test
    void aLongOneCostsNoMoreThanItsLength() {
        assertThat(put("\"x\"" + " \t".repeat(7000) + "x").status()).isEqualTo(400);
        assertThat(put(",".repeat(7000) + "\"x\"," + " ".repeat(7000) + tag).status())
                .isEqualTo(200);
    }

    @Test
    void theBodyIsCheckedBeforeIt() {
        assertThat(api.send(
                                Served.USER,
                                "PUT",
                                path,
                                "application/json",
                                BodyPublishers.ofString("{}"),
                                "If-Match",
                                "x")
                        .message())
                .startsWith("period: ");
    }

    @Test
    void existenceAndBindingAreCheckedBeforeItsTags() {
        String gone = "/v3/schedule/task/nonsense/";
        assertThat(api.send(Served.USER, "DELETE", gone, null, BodyPublishers.noBody(), "If-Match", "*")
                        .code())
                .isEqualTo(11600);
        assertThat(api.send(Served.jwt("eve"), "DELETE", path, null, BodyPublishers.noBody(), "If-Match", "\"x\"")
                        .code())
                .isEqualTo(10350);
    }

    private static String tag(Answered answered) {
        return answered.raw().headers().firstValue("ETag").orElseThrow();
    }

    private static Answered post(String body, String... headers) {
        return api.send(
                Served.USER, "POST", "/v3/schedule/task/", "application/json", BodyPublishers.ofString(body), headers);
    }

    private Answered put(String ifMatch) {
        return api.send(
                Served.USER, "PUT", path, "application/json", BodyPublishers.ofString(OFF), "If-Match", ifMatch);
    }

    private Answered delete(String ifMatch) {
        return api.send(Served.USER, "DELETE", path, null, BodyPublishers.noBody(), "If-Match", ifMatch);
    }

    @Test
    void whoHasTheGroupIsTold304WithoutABody() {
        String id = api.group(device, "7:5");
        String tag = api.get("/v3/schedule/task/" + id)
                .raw()
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
            HttpResponse<String> answer = readIfNoneMatch(id, known);
            assertThat(answer.statusCode()).as(known).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
        }
        assertThat(readIfNoneMatch(id, "\"x\"").statusCode()).isEqualTo(200);
        assertThat(readIfNoneMatch(id, "x").body()).contains("\"field\":\"If-None-Match\"");
    }

    private static HttpResponse<String> readIfNoneMatch(String id, String tags) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(api.url("/v3/schedule/task/" + id + "/")))
                                    .header("Authorization", Served.USER)
                                    .header("If-None-Match", tags)
                                    .build(),
                            BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}
