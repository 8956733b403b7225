package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 1: the table of codes, and the order of the checks. */
class RefusalsTest {
    private static final String BODY = Served.create("elsewhere", "0101010", List.of(Served.task("7", "5", "{}")));

    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();

    @ParameterizedTest
    @CsvSource({
        "/nowhere,",
        "/v3/,",
        "/v4/schedule/task/,",
        "/v3/schedule/task//,",
        "/v3/schedule/task/a/b/,",
        "/v3/schedule/taskss/,",
        "/v3/devices//,",
        "/v3/devices/a/bindings/b/c,"
    })
    void aPathThatIsNotThereIs404BeforeTheToken(String path, String nothing) {
        Answered answered = api.send(null, "GET", path, null, BodyPublishers.noBody());
        assertThat(answered.status()).isEqualTo(404);
        assertThat(answered.raw().body())
                .isEqualTo("{\"meta\":{\"message\":\"no such path\",\"code\":10000},\"data\":{}}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v3/schedule/task/, POST",
        "PUT, /v3_1/schedule/task, POST",
        "POST, /v3/schedule/task/x/, 'GET, PUT, PATCH, DELETE'",
        "POST, /v3/schedule/tasks/, GET",
        "PATCH, /v3/schedule/tasks/, GET",
        "OPTIONS, /v3/schedule/tasks/, GET",
        "DELETE, /v3/schedule/task/x/fires, GET",
        "POST, /v3/devices/x/, 'GET, PUT, DELETE'",
        "POST, /v3/devices/x/bindings, GET",
        "GET, /v3/devices/x/bindings/y/, 'PUT, DELETE'"
    })
    void aWrongMethodIs405WithAllowBeforeTheToken(String method, String path, String allowed) {
        Answered answered = api.send(null, method, path, null, BodyPublishers.noBody());
        assertThat(answered.status()).isEqualTo(405);
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(Set.of(answered.raw()
                        .headers()
                        .firstValue("Allow")
                        .orElseThrow()
                        .split(", ")))
                .isEqualTo(Set.of(allowed.split(", ")));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v3/schedule/task/",
        "GET, /v3/schedule/task/nonsense/",
        "PUT, /v3/schedule/task/nonsense/",
        "PATCH, /v3/schedule/task/nonsense/",
        "DELETE, /v3/schedule/task/nonsense/",
        "GET, /v3/schedule/task/nonsense/fires/?limit=no",
        "GET, /v3/schedule/tasks/",
        "GET, /v3/devices/-/",
        "PUT, /v3/devices/-/",
        "GET, /v3/devices/-/bindings/",
        "PUT, /v3/devices/-/bindings/x/"
    })
    void theTokenIsCheckedBeforeBodyAndParameters(String method, String path) {
        Answered answered = api.send(null, method, path, "text/plain", BodyPublishers.ofString("x".repeat(300_000)));
        assertThat(answered.status()).isEqualTo(401);
        assertThat(answered.raw().body())
                .isEqualTo("{\"meta\":{\"message\":\"token is error\",\"code\":10101},\"data\":{}}");
    }

    @Test
    void theBodysSizeIsCheckedBeforeItsTypeAndItsTypeBeforeParameters() {
        Answered large = api.send(
                Served.USER, "POST", "/v3/schedule/task/", "text/plain", BodyPublishers.ofString("x".repeat(262_145)));
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.code()).isEqualTo(10000);
        Answered typed = api.send(
                Served.USER, "POST", "/v3/schedule/task/", "text/plain", BodyPublishers.ofString("x".repeat(262_144)));
        assertThat(typed.status()).isEqualTo(415);
        assertThat(typed.code()).isEqualTo(10000);
        assertThat(api.send(Served.USER, "POST", "/v3/schedule/task/", null, BodyPublishers.ofString(BODY))
                        .status())
                .isEqualTo(415);
        assertThat(api.send(Served.USER, "PUT", "/v3/schedule/task/x", "text/json", BodyPublishers.ofString("{}"))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void aJsonBodyMayNameItsCharset() {
        Answered answered = api.send(
                Served.USER,
                "POST",
                "/v3/schedule/task/",
                "Application/JSON; charset=utf-8",
                BodyPublishers.ofString(BODY.replace("elsewhere", device)));
        assertThat(answered.code()).isZero();
    }

    @Test
    void parametersAreCheckedBeforeExistence() {
        Answered answered = api.put("/v3/schedule/task/nonsense/", "{}");
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(api.get("/v3/schedule/task/nonsense/fires/?limit=0").code()).isEqualTo(10000);
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense",
        "7f1b5a64",
        "0123456789abcdef0123456789abcdef.",
        "0123456789abcdef0123456789abcdef.ZA",
        "0123456789ABCDEF0123456789ABCDEF.ZA",
        "%00",
        "%F0%9F%98%80",
        "a%2Fb"
    })
    void aMalformedOrUnknownGroupIdIs11600(String id) {
        String put = "{\"period\":\"0101010\",\"enabled\":true,\"tasks\":[" + Served.task("7", "5", "{}") + "]}";
        for (Answered answered : List.of(
                api.get("/v3/schedule/task/" + id),
                api.put("/v3/schedule/task/" + id, put),
                api.delete("/v3/schedule/task/" + id),
                api.get("/v3/schedule/task/" + id + "/fires"))) {
            assertThat(answered.status()).isEqualTo(404);
            assertThat(answered.code()).isEqualTo(11600);
        }
    }

    @Test
    void existenceIsCheckedBeforeBinding() {
        String id = api.group(device, "7:05");
        String task = Served.task("7", "5", "{}").replaceFirst("\\{", "{\"name\":\"nobody\",");
        String put = "{\"period\":\"0101010\",\"enabled\":true,\"tasks\":[" + task + "]}";
        assertThat(as("eve", "PUT", "/v3/schedule/task/" + id, put).code()).isEqualTo(11600);
    }

    @Test
    void aUserWithoutABindingReads11600AndWrites10350() {
        String id = api.group(device, "7:05");
        String put = "{\"period\":\"0101010\",\"enabled\":true,\"tasks\":[" + Served.task("7", "5", "{}") + "]}";
        Answered read = as("eve", "GET", "/v3/schedule/task/" + id, "");
        assertThat(read.status()).isEqualTo(404);
        assertThat(read.code()).isEqualTo(11600);
        assertThat(read.raw().body())
                .as("nothing reveals that the group exists")
                .isEqualTo(
                        as("eve", "GET", "/v3/schedule/task/nonsense", "").raw().body());
        assertThat(as("eve", "GET", "/v3/schedule/task/" + id + "/fires/", "").code())
                .isEqualTo(11600);
        assertThat(as("eve", "GET", "/v3/schedule/tasks/?device_id=" + device, "")
                        .code())
                .isEqualTo(11600);
        for (Answered written : List.of(
                as("eve", "POST", "/v3/schedule/task/", BODY.replace("elsewhere", device)),
                as("eve", "PUT", "/v3/schedule/task/" + id, put),
                as("eve", "DELETE", "/v3/schedule/task/" + id, ""))) {
            assertThat(written.status()).isEqualTo(403);
            assertThat(written.code()).isEqualTo(10350);
        }
        assertThat(api.get("/v3/schedule/task/" + id).status()).isEqualTo(200);
    }

    @Test
    void anAdministratorHasNoBindingByThatAlone() {
        assertThat(api.asAdmin("GET", "/v3/schedule/tasks/?device_id=" + device).code())
                .isEqualTo(11600);
    }

    @Test
    void whenTheServiceCannotAnswerItIs10050WithRetryAfter() {
        api.devices.unavailable = true;
        try {
            Answered answered = api.get("/v3/schedule/tasks/?device_id=" + device);
            assertThat(answered.status()).isEqualTo(503);
            assertThat(answered.code()).isEqualTo(10050);
            assertThat(answered.raw().headers().firstValueAsLong("Retry-After")).hasValue(2);
        } finally {
            api.devices.unavailable = false;
        }
    }

    private static Answered as(String user, String method, String path, String body) {
        return api.send(Served.jwt(user), method, path, "application/json", BodyPublishers.ofString(body));
    }
}
