package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import io.carillon.schedule.UserId;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, <i>Devices and bindings</i>. */
class BindingsTest {
    @RegisterExtension
    static final Served api = new Served();

    private final String device = "d" + UUID.randomUUID();

    @Test
    void administratorsBindListAndUnbindUsersAgainAndAgain() {
        for (int i = 0; i < 2; i++)
            for (String user : new String[] {"bob", "ann"}) {
                Answered bound = api.asAdmin("PUT", "/v3_1/devices/" + device + "/bindings/" + user);
                assertThat(bound.raw().body()).isEqualTo("{\"meta\":{\"message\":\"ok\",\"code\":0},\"data\":{}}");
            }
        assertThat(api.asAdmin("GET", "/v3/devices/" + device + "/bindings/")
                        .raw()
                        .body())
                .isEqualTo("{\"meta\":{\"message\":\"ok\",\"code\":0},\"data\":{\"device_id\":\"" + device
                        + "\",\"users\":[\"ann\",\"bob\"]}}");
        for (int i = 0; i < 2; i++)
            assertThat(api.asAdmin("DELETE", "/v3/devices/" + device + "/bindings/bob/")
                            .code())
                    .isZero();
        assertThat(api.asAdmin("GET", "/v3/devices/" + device + "/bindings/")
                        .data()
                        .get("users"))
                .hasSize(1);
    }

    @Test
    void aUserIdIsAnyPrintableAscii() {
        api.asAdmin("PUT", "/v3/devices/" + device + "/bindings/a%2Fb%20%7E%25%22/");
        assertThat(api.devices.state(device).users()).containsExactly(new UserId("a/b ~%\""));
    }

    @Test
    void aPlusInAPathIsAPlus() {
        api.asAdmin("PUT", "/v3/devices/" + device + "/bindings/a+b/");
        assertThat(api.devices.state(device).users()).containsExactly(new UserId("a+b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%C3%A9", "%00", "%7F"})
    void aUserIdOfOtherCharactersIs10000(String user) {
        Answered answered = api.asAdmin("PUT", "/v3/devices/" + device + "/bindings/" + user + "/");
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(answered.message()).startsWith("user_id: 1 to 128 printable ASCII");
    }

    @Test
    void aUserIdHasAtMost128Characters() {
        assertThat(api.asAdmin("PUT", "/v3/devices/" + device + "/bindings/" + "u".repeat(128))
                        .code())
                .isZero();
        assertThat(api.asAdmin("PUT", "/v3/devices/" + device + "/bindings/" + "u".repeat(129))
                        .code())
                .isEqualTo(10000);
    }

    @Test
    void aMalformedDeviceIdIs10000() {
        for (String id : new String[] {"-x", "x".repeat(129), "a%2Fb", "%20"})
            for (Answered answered : List.of(
                    api.asAdmin("GET", "/v3/devices/" + id),
                    api.asAdmin("DELETE", "/v3/devices/" + id),
                    api.asAdmin("GET", "/v3/devices/" + id + "/bindings"),
                    api.asAdmin("PUT", "/v3/devices/" + id + "/bindings/ann"),
                    api.asAdmin("DELETE", "/v3/devices/" + id + "/bindings/ann"))) {
                assertThat(answered.code()).isEqualTo(10000);
                assertThat(answered.message()).startsWith("device_id: ");
            }
    }

    @Test
    void onlyAdministratorsManage() {
        api.bind(device, "ann");
        assertThat(api.send(
                                Served.USER,
                                "PUT",
                                "/v3/devices/" + device + "/bindings/eve",
                                null,
                                BodyPublishers.noBody())
                        .code())
                .isEqualTo(10350);
        assertThat(api.delete("/v3/devices/" + device + "/bindings/ann").code()).isEqualTo(10350);
        assertThat(api.put("/v3/devices/" + device, "{\"time_zone\":\"Europe/Berlin\"}")
                        .code())
                .isEqualTo(10350);
        assertThat(api.delete("/v3/devices/" + device).status()).isEqualTo(403);
    }

    @Test
    void aDeviceIsInTheServicesZoneUntilItHasItsOwn() {
        api.bind(device, "ann");
        assertThat(api.get("/v3/devices/" + device + "/").data().toString())
                .isEqualTo("{\"device_id\":\"" + device + "\",\"time_zone\":\"Asia/Shanghai\",\"groups\":0}");
        assertThat(zone("{\"time_zone\":\"Europe/Berlin\"}").code()).isZero();
        assertThat(api.get("/v3/devices/" + device + "/")
                        .data()
                        .get("time_zone")
                        .textValue())
                .isEqualTo("Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"time_zone\":7}",
                "{\"time_zone\":\"\"}",
                "{\"time_zone\":\"Mars/Olympus\"}",
                "{\"time_zone\":\"europe/berlin\"}"
            })
    void aZoneIsOneOfTheIanaDatabase(String body) {
        Answered answered = zone(body);
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(answered.message()).startsWith("time_zone: ");
    }

    @Test
    void aZoneThatIsNotNamedStaysAndNullUnsetsIt() {
        zone("{\"time_zone\":\"Europe/Berlin\"}");
        for (String nothing : List.of("{}", "{\"x\":1}"))
            assertThat(zone(nothing).code()).isZero();
        assertThat(api.devices.state(device).zone()).isEqualTo("Europe/Berlin");

        assertThat(zone("{\"time_zone\":null}").raw().body())
                .isEqualTo("{\"meta\":{\"message\":\"ok\",\"code\":0},\"data\":{}}");
        assertThat(api.devices.state(device).zone()).isNull();
        assertThat(api.put("/v3/devices/" + device, "{}").code()).isEqualTo(10350);
    }

    @Test
    void clearingADeviceRemovesGroupsBindingsAndZone() {
        api.bind(device, "ann");
        zone("{\"time_zone\":\"Europe/Berlin\"}");
        String id = api.group(device, "7:05");
        assertThat(api.asAdmin("DELETE", "/v3/devices/" + device).code()).isZero();
        assertThat(api.get("/v3/schedule/task/" + id).code()).isEqualTo(11600);
        assertThat(api.asAdmin("GET", "/v3/devices/" + device).data().toString())
                .isEqualTo("{\"device_id\":\"" + device + "\",\"time_zone\":\"Asia/Shanghai\",\"groups\":0}");
    }

    private Answered zone(String body) {
        return api.send(
                Served.ADMIN, "PUT", "/v3/devices/" + device + "/", "application/json", BodyPublishers.ofString(body));
    }
}
