package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** Contract 1: paths, methods, prefixes, and the order in which a request is checked. */
final class PathStatements {
    private static final String ALL_DAYS = "1111111";
    private static final String SOUND = Json.task("7", "30", "{\"on\":1}");

    private PathStatements() {}

    static Statements of(Service service) {
        String device = service.device();
        JsonNode group = service.create(device, ALL_DAYS, SOUND);
        String strangers = service.unboundDevice();
        var statements = new Statements();
        for (String prefix : new String[] {"/v3", "/v3_1"}) {
            for (String slash : new String[] {"/", ""}) {
                statements.says(
                        "every call is served under " + prefix + " with end \"" + slash + "\"",
                        () -> everyCall(service, prefix, slash));
            }
        }
        return statements
                .says("both prefixes show the same groups", () -> assertThat(service.alice
                                .get("/v3_1/schedule/task/" + Service.id(group) + "/")
                                .bare()
                                .json())
                        .isEqualTo(service.read(group)))
                .says("no such path is 404 and 10000", () -> {
                    for (String path : new String[] {
                        "/", "/v2/schedule/task/", "/v3/", "/v3/schedule/", "/v3/schedule/tasks/x/y/z/"
                    }) service.alice.get(path).refused(404, 10000);
                })
                .says("a wrong method is 405 and 10000", () -> {
                    service.alice.get(Service.TASK).refused(405, 10000);
                    service.alice.post(Service.path(group), "{}").refused(405, 10000);
                    service.alice.put(Service.TASKS, "{}").refused(405, 10000);
                    service.alice.delete(Service.TASKS).refused(405, 10000);
                    service.alice.call("PATCH", Service.TASK).refused(405, 10000);
                    service.alice.delete(Service.path(group) + "fires/").refused(405, 10000);
                    service.alice.post("/v3/devices/" + device + "/", "{}").refused(405, 10000);
                })
                .says(
                        "a method that HTTP does not know is a wrong method too",
                        () -> service.alice.call("PURGE", Service.path(group)).refused(501, 10000))
                .says("path and method are checked before the token", () -> {
                    service.anonymous().get("/v3/nothing/").refused(404, 10000);
                    service.anonymous().get(Service.TASK).refused(405, 10000);
                })
                .says("the token is checked before size, type and parameters", () -> {
                    service.anonymous().post(Service.TASK, "{").tokenRefused();
                    service.anonymous()
                            .body("POST", Service.TASK, "text/plain", "x".getBytes(StandardCharsets.UTF_8))
                            .tokenRefused();
                    service.anonymous()
                            .post(Service.TASK, " ".repeat(300 * 1024))
                            .tokenRefused();
                    service.anonymous().get(Service.TASKS).tokenRefused();
                })
                .says("every call wants a token", () -> {
                    var nobody = service.anonymous();
                    nobody.get(Service.path(group)).tokenRefused();
                    nobody.put(Service.path(group), Json.change(ALL_DAYS, true, SOUND))
                            .tokenRefused();
                    nobody.patch(Service.path(group), "{}").tokenRefused();
                    nobody.delete(Service.path(group)).tokenRefused();
                    nobody.get(Service.path(group) + "fires/").tokenRefused();
                    nobody.get("/v3/devices/" + device + "/").tokenRefused();
                    nobody.put("/v3/devices/" + device + "/", "{\"time_zone\":\"UTC\"}")
                            .tokenRefused();
                    nobody.delete("/v3/devices/" + device + "/").tokenRefused();
                    nobody.put("/v3/devices/" + device + "/bindings/mallory/").tokenRefused();
                    nobody.get("/v3/devices/" + device + "/bindings/").tokenRefused();
                })
                .says("size and type are checked before parameters", () -> {
                    service.alice
                            .body("POST", Service.TASK, "text/plain", "{".getBytes(StandardCharsets.UTF_8))
                            .refused(415, 10000);
                    service.alice
                            .post(Service.TASK, "{" + " ".repeat(300 * 1024))
                            .refused(413, 10000);
                })
                .says("parameters are checked before the binding", () -> service.alice
                        .post(Service.TASK, Json.newGroup(strangers, "1", SOUND))
                        .wrong("period"))
                .says("parameters are checked before existence", () -> service.alice
                        .put(Service.TASK + "nothing/", Json.change("1", true, SOUND))
                        .wrong("period"))
                .says("existence of the group is checked before the binding", () -> service.mallory
                        .put(Service.TASK + neighbour(group) + "/", Json.change(ALL_DAYS, true, SOUND))
                        .notFound())
                .says("existence of a task is checked before the binding", () -> service.mallory
                        .put(
                                Service.path(group),
                                Json.change(ALL_DAYS, true, Json.named("0".repeat(32), "7", "30", "{}")))
                        .notFound())
                .says("the binding is checked last", () -> service.mallory
                        .put(Service.path(group), Json.change(ALL_DAYS, true, SOUND))
                        .notBound())
                .says("a refused request changed nothing", () -> assertThat(service.read(group))
                        .isEqualTo(group));
    }

    private static void everyCall(Service service, String prefix, String slash) {
        var alice = service.alice;
        String device = service.unboundDevice();
        String ofDevice = prefix + "/devices/" + device;
        service.admin.put(ofDevice + "/bindings/alice" + slash).ok();
        service.admin.get(ofDevice + "/bindings" + slash).ok();
        service.admin.put(ofDevice + slash, "{\"time_zone\":\"UTC\"}").ok();
        alice.get(ofDevice + slash).ok();
        String task = prefix + "/schedule/task";
        JsonNode group = alice.post(task + slash, Json.newGroup(device, ALL_DAYS, SOUND))
                .ok("create crontab ok.")
                .data();
        String one = task + "/" + Service.id(group);
        alice.get(one + slash).bare();
        alice.get(one + "/fires" + slash).ok();
        alice.put(one + slash, Json.change(ALL_DAYS, false, SOUND)).ok("task update ok");
        alice.patch(one + slash, "{\"enabled\":true}").ok("task update ok");
        alice.get(prefix + "/schedule/tasks" + slash + "?device_id=" + device).ok("task list info");
        Answer deleted = alice.delete(one + slash).ok("delete ok.");
        assertThat(deleted.json().path("data")).as("data of %s", deleted).isEqualTo(Json.parse("{}"));
        service.admin.delete(ofDevice + "/bindings/alice" + slash).ok();
        service.admin.delete(ofDevice + slash).ok();
    }

    /** An id of the same form and device that no group has. */
    static String neighbour(JsonNode group) {
        String id = Service.id(group);
        return (id.charAt(31) == '0' ? id.substring(0, 31) + '1' : id.substring(0, 31) + '0') + id.substring(32);
    }
}
