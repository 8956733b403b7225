package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is told of requests says which and how they ended, and holds no id: labels of metrics must stay few. */
class RequestListenerTest {
    @RegisterExtension
    static final Served api = new Served();

    @Test
    void eachRequestIsToldWithItsRouteAndItsEnd() {
        String device = api.device();
        var made = api.post(
                "/v3_1/schedule/task/", Served.create(device, "1111111", List.of(Served.task("1", "2", "{}"))));
        String group = made.data().get("group_id").textValue();
        api.get("/v3/schedule/task/" + group + "/fires");
        api.get("/v3/schedule/task/no-such-group/");
        api.get("/v3/schedule/tasks/?device_id=" + device);
        api.get("/v3/elsewhere/" + device);
        api.get("/wp-admin");
        api.get("/console/no-such-page");

        told("POST", "/schedule/task/", 200, 0);
        told("GET", "/schedule/task/{group_id}/fires/", 200, 0);
        told("GET", "/schedule/task/{group_id}/", 404, 11600);
        told("GET", "/schedule/tasks/", 200, 0);
        told("GET", "other", 404, 10000);
        told("GET", "/console/", 404, 10000);
        assertThat(api.answered)
                .allSatisfy(one -> assertThat(one.toString()).doesNotContain(device, group, "elsewhere", "wp-admin"));
    }

    private static void told(String method, String route, int status, int code) {
        Predicate<RequestListener.Answered> wanted = one -> one.method().equals(method)
                && one.route().equals(route)
                && one.status() == status
                && one.code() == code
                && !one.took().isNegative();
        await(method + " " + route).untilAsserted(() -> assertThat(api.answered).anyMatch(wanted));
    }
}
