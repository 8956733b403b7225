package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Contract 1: the list of a device's groups. */
final class ListStatements {
    private static final String SOUND = Json.task("7", "30", "{\"on\":1}");

    private final Service service;
    private final String device;
    private final List<JsonNode> newestFirst = new ArrayList<>();

    private ListStatements(Service service) {
        this.service = service;
        this.device = service.device();
        for (int i = 0; i < 5; i++)
            newestFirst.add(service.create(device, "1111111", Json.task("7", "30", "[" + i + "]")));
        Collections.reverse(newestFirst);
    }

    static Statements of(Service service) {
        return new ListStatements(service).statements();
    }

    private Statements statements() {
        var statements = new Statements()
                .says("the list has count, next, previous, results and nothing else", () -> assertThat(
                                Json.fields(page("").data()))
                        .containsExactlyInAnyOrder("count", "next", "previous", "results"))
                .says("without paging all groups are listed, newest created first", () -> {
                    JsonNode data = page("").data();
                    assertThat(data.path("count").isInt() ? data.path("count").asInt() : -1)
                            .isEqualTo(5);
                    assertThat(data.path("next").isNull()
                                    && data.path("previous").isNull())
                            .isTrue();
                    assertThat(Json.list(data.path("results"))).isEqualTo(newestFirst);
                })
                .says("a bound device without groups gives count 0", () -> {
                    JsonNode data = service.alice
                            .get(Service.TASKS + "?device_id=" + service.device())
                            .ok("task list info")
                            .data();
                    assertThat(data)
                            .isEqualTo(Json.parse("{\"count\":0,\"next\":null,\"previous\":null,\"results\":[]}"));
                })
                .says("next and previous lead through all pages, and end in null", () -> {
                    for (String prefix : List.of("/v3", "/v3_1")) {
                        String first = prefix + "/schedule/tasks/?device_id=" + device + "&page_size=2";
                        List<JsonNode> seen = new ArrayList<>();
                        JsonNode data = page(first, 5);
                        assertThat(data.path("previous").isNull()).isTrue();
                        seen.addAll(Json.list(data.path("results")));
                        assertThat(seen).hasSize(2);
                        for (int i = 0; i < 2; i++) {
                            String next = data.path("next").asText();
                            assertThat(next).startsWith(service.base() + prefix + "/schedule/tasks");
                            data = page(next, 5);
                            seen.addAll(Json.list(data.path("results")));
                        }
                        assertThat(data.path("next").isNull()).isTrue();
                        assertThat(seen).isEqualTo(newestFirst);
                        String previous = data.path("previous").asText();
                        assertThat(previous).startsWith(service.base() + prefix + "/schedule/tasks");
                        assertThat(Json.list(page(previous, 5).path("results"))).isEqualTo(newestFirst.subList(2, 4));
                    }
                })
                .says("next honours X-Forwarded-Proto and X-Forwarded-Host", () -> {
                    JsonNode data = service.alice
                            .call(
                                    "GET",
                                    Service.TASKS + "?device_id=" + device + "&page_size=2",
                                    "X-Forwarded-Proto",
                                    "https",
                                    "X-Forwarded-Host",
                                    "api.example.com")
                            .ok("task list info")
                            .data();
                    assertThat(data.path("next").asText()).startsWith("https://api.example.com/v3/schedule/tasks");
                })
                .says("page 2 of page_size 3 has the rest", () -> assertThat(
                                Json.list(page("&page=2&page_size=3").data().path("results")))
                        .isEqualTo(newestFirst.subList(3, 5)))
                .says("page_size may be 100", () -> assertThat(
                                page("&page_size=100").data().path("results"))
                        .hasSize(5))
                .says("a page past the end is 10000", () -> {
                    list("&page=2").wrong("page");
                    list("&page=4&page_size=2").wrong("page");
                });
        for (String wrong : List.of("0", "-1", "x", "1.5", "99999999999999999999"))
            statements.says("page is not " + wrong, () -> list("&page=" + wrong).wrong("page"));
        for (String wrong : List.of("0", "-1", "101", "x"))
            statements.says("page_size is not " + wrong, () -> list("&page_size=" + wrong)
                    .wrong("page_size"));
        return statements
                .says(
                        "device_id is required",
                        () -> service.alice.get(Service.TASKS).wrong("device_id"))
                .says("a malformed device_id is 10000", () -> {
                    service.alice.get(Service.TASKS + "?device_id=").wrong("device_id");
                    service.alice.get(Service.TASKS + "?device_id=a%2Fb").wrong("device_id");
                    service.alice.get(Service.TASKS + "?device_id=%24SYS").wrong("device_id");
                    service.alice
                            .get(Service.TASKS + "?device_id=" + "x".repeat(129))
                            .wrong("device_id");
                })
                .says("a device that the user is not bound to is 11600, whether it exists or not", () -> {
                    service.mallory.get(Service.TASKS + "?device_id=" + device).notFound();
                    service.mallory
                            .get(Service.TASKS + "?device_id=" + service.unboundDevice())
                            .notFound();
                })
                .says("a group of a device that the user is not bound to is 11600", () -> {
                    JsonNode group = service.create(device, "1111111", SOUND);
                    service.mallory.get(Service.path(group)).notFound();
                    service.mallory.get(Service.path(group) + "fires/").notFound();
                    service.admin.get(Service.path(group)).notFound();
                    service.alice.delete(Service.path(group)).ok("delete ok.");
                });
    }

    private Answer list(String parameters) {
        return service.alice.get(Service.TASKS + "?device_id=" + device + parameters);
    }

    private Answer page(String parameters) {
        return list(parameters).ok("task list info");
    }

    private JsonNode page(String url, int count) {
        JsonNode data = service.alice.get(url).ok("task list info").data();
        assertThat(data.path("count").asInt()).isEqualTo(count);
        return data;
    }
}
