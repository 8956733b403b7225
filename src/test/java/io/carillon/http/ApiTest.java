package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.http.Served.Answered;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1: the five calls of the seed. */
class ApiTest {
    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();

    @Test
    void createAnswersTheGroupInTheSeedsEnvelope() {
        Answered made = api.post(
                "/v3/schedule/task/",
                Served.create(device, "0101010", List.of(Served.task("19", "07", "{\"switch\": 1}"))));

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.raw().headers().firstValue("Content-Type")).hasValue("application/json");
        String name = made.data().at("/tasks/0/name").textValue();
        String id = made.data().get("group_id").textValue();
        assertThat(name).matches("[0-9a-f]{32}");
        assertThat(id).matches("[0-9a-f]{32}\\.[A-Za-z0-9_-]+");
        assertThat(made.raw().body())
                .isEqualTo(
                        "{\"meta\":{\"message\":\"create crontab ok.\",\"code\":0},\"data\":{\"tasks\":[{\"crontab\":"
                                + "{\"hour\":\"19\",\"minute\":\"07\"},\"commands\":\"{\\\"switch\\\": 1}\",\"name\":\""
                                + name
                                + "\"}],\"period\":\"0101010\",\"enabled\":true,\"group_id\":\"" + id
                                + "\",\"update_time\":\"2026-03-02 12:05:06\",\"create_time\":\"2026-03-02 12:05:06\"}}");
    }

    @Test
    void theSingleGetHasNoEnvelope() {
        String id = api.group(device, "7:5");
        Answered read = api.get("/v3/schedule/task/" + id + "/");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json().get("group_id").textValue()).isEqualTo(id);
        assertThat(read.json().has("meta")).isFalse();
        assertThat(read.json().at("/tasks/0/crontab").toString()).isEqualTo("{\"hour\":\"7\",\"minute\":\"5\"}");
    }

    @Test
    void putAnswersTheGroupItLeaves() {
        String id = api.group(device, "7:05", "8:00");
        JsonNode first = api.get("/v3/schedule/task/" + id).json().at("/tasks/0");
        String kept =
                "{\"name\":%s,\"hour\":\"20\",\"minute\":\"15\",\"commands\":\"[]\"}".formatted(first.get("name"));
        Answered put = api.put(
                "/v3/schedule/task/" + id + "/",
                "{\"period\":\"1000001\",\"enabled\":false,\"tasks\":[" + kept + "],\"device_id\":17}");

        assertThat(put.message()).isEqualTo("task update ok");
        assertThat(put.code()).isZero();
        assertThat(put.data().get("enabled").booleanValue()).isFalse();
        assertThat(put.data().get("period").textValue()).isEqualTo("1000001");
        assertThat(put.data().get("tasks")).hasSize(1);
        assertThat(put.data().at("/tasks/0/name")).isEqualTo(first.get("name"));
        assertThat(put.data()).isEqualTo(api.get("/v3/schedule/task/" + id).json());
    }

    @Test
    void theSamePutTwiceChangesNothing() {
        String id = api.group(device, "7:05", "7:05");
        String body = "{\"period\":\"0000000\",\"enabled\":true,\"tasks\":[%s,%s]}"
                .formatted(Served.task("7", "05", "{}"), Served.task("9", "00", "{}"));
        Answered once = api.put("/v3/schedule/task/" + id, body);
        assertThat(api.put("/v3/schedule/task/" + id, body).json()).isEqualTo(once.json());
    }

    @Test
    void deleteAnswersAnEmptyObjectAndTheGroupIsGone() {
        String id = api.group(device, "7:05");
        Answered deleted = api.delete("/v3/schedule/task/" + id + "/");
        assertThat(deleted.raw().body()).isEqualTo("{\"meta\":{\"message\":\"delete ok.\",\"code\":0},\"data\":{}}");
        assertThat(api.get("/v3/schedule/task/" + id).code()).isEqualTo(11600);
        assertThat(api.delete("/v3/schedule/task/" + id).code()).isEqualTo(11600);
    }

    @Test
    void aListHoldsAllGroupsNewestFirst() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) ids.add(0, api.group(device, "7:0" + i));
        Answered list = api.get("/v3/schedule/tasks/?device_id=" + device);
        assertThat(list.message()).isEqualTo("task list info");
        assertThat(list.data().get("count").intValue()).isEqualTo(3);
        assertThat(list.data().get("next").isNull()).isTrue();
        assertThat(list.data().get("previous").isNull()).isTrue();
        assertThat(list.data().get("results").findValuesAsText("group_id")).isEqualTo(ids);
        assertThat(list.data().fieldNames()).toIterable().containsExactly("count", "next", "previous", "results");
    }

    @Test
    void aBoundDeviceWithoutGroupsHasAnEmptyPage() {
        Answered list = api.get("/v3_1/schedule/tasks?device_id=" + device);
        assertThat(list.raw().body())
                .isEqualTo("{\"meta\":{\"message\":\"task list info\",\"code\":0},\"data\":"
                        + "{\"count\":0,\"next\":null,\"previous\":null,\"results\":[]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v3/schedule/task", "/v3/schedule/task/", "/v3_1/schedule/task", "/v3_1/schedule/task/"})
    void bothPrefixesServeTheSameWithAndWithoutLastSlash(String path) {
        Answered made =
                api.post(path, Served.create(device, "0101010", List.of(Served.task("19", "07", "{\"switch\": 1}"))));
        assertThat(made.code()).isZero();
        String id = made.data().get("group_id").textValue();
        String group = path.replaceAll("/$", "") + "/" + id + (path.endsWith("/") ? "/" : "");
        assertThat(api.get(group).status()).isEqualTo(200);
        assertThat(api.delete(group).status()).isEqualTo(200);
    }
}
