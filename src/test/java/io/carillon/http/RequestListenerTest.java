package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is told of requests says which and how they ended, and holds no id: labels of metrics must stay few. */
class RequestListenerTest {
    private static final Served API = new Served();

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void eachRequestIsToldWithItsRouteAndItsEnd() {
        String device = "told-" + System.nanoTime();
        API.bind(device, "ann");
        var made = API.post(
                "/v3_1/schedule/task/", Served.create(device, "1111111", List.of(Served.task("1", "2", "{}"))));
        String group = made.data().get("group_id").textValue();
        API.get("/v3/schedule/task/" + group + "/fires");
        API.get("/v3/schedule/task/no-such-group/");
        API.get("/v3/schedule/tasks/?device_id=" + device);
        API.get("/v3/elsewhere/" + device);
        API.get("/wp-admin");
        API.get("/console/no-such-page");

        told("POST", "/schedule/task/", 200, 0);
        told("GET", "/schedule/task/{group_id}/fires/", 200, 0);
        told("GET", "/schedule/task/{group_id}/", 404, 11600);
        told("GET", "/schedule/tasks/", 200, 0);
        told("GET", "other", 404, 10000);
        told("GET", "/console/", 404, 10000);
        assertThat(API.answered)
                .allSatisfy(one -> assertThat(one.toString()).doesNotContain(device, group, "elsewhere", "wp-admin"));
    }

    @Test
    void eachEndpointIsToldByItsTemplate() {
        OpenApi document = OpenApi.read();
        for (OpenApi.Operation operation : document.operations()) {
            String prefix = document.prefixes(operation.path()).get(0);
            if (prefix.isEmpty()) continue;
            String path = prefix + operation.path().replaceAll("[{}]", "");
            int status = API.send(null, operation.method(), path, null, BodyPublishers.noBody())
                    .status();
            told(operation.method(), operation.path().replaceAll("/*$", "/"), status, 10101);
        }
    }

    private static void told(String method, String route, int status, int code) {
        Predicate<RequestListener.Answered> wanted = one -> one.method().equals(method)
                && one.route().equals(route)
                && one.status() == status
                && one.code() == code
                && !one.took().isNegative();
        await(method + " " + route).untilAsserted(() -> assertThat(API.answered).anyMatch(wanted));
    }
}
