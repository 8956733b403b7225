package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.device.DeviceIndex.Found;
import io.carillon.device.DeviceIndex.Listed;
import io.carillon.device.DeviceIndex.Scope;
import io.carillon.device.DeviceIndex.Search;
import io.carillon.http.Served.Answered;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.UserId;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, {@code GET /v3/devices/}. What is found: {@code DeviceSearchTest}. */
class DeviceListTest {
    @RegisterExtension
    static final Served api = new Served();

    @Test
    void aUserAsksForThoseThatHeIsBoundToAndAnAdministratorForAll() {
        api.index.finds(2, "a", "b");
        for (String path : List.of("/v3/devices", "/v3/devices/", "/v3_1/devices", "/v3_1/devices/"))
            assertThat(api.get(path).raw().body())
                    .isEqualTo("{\"meta\":{\"message\":\"ok\",\"code\":0},\"data\":{\"count\":2,\"next\":null,"
                            + "\"previous\":null,\"results\":[{\"device_id\":\"a\"},{\"device_id\":\"b\"}]}}");
        assertThat(api.index.last())
                .isEqualTo(new Search(
                        new Scope.BoundTo(new UserId("ann")), Optional.empty(), Optional.empty(), 0, Page.MOST));
        assertThat(api.asAdmin("GET", "/v3/devices/").code()).isZero();
        assertThat(api.index.last().scope()).isEqualTo(new Scope.Every());
    }

    @Test
    void aLabelIsShownWhereThereIsOne() {
        api.index.found = new Found(1, List.of(new Listed(new DeviceId("a"), "Küche")));
        assertThat(api.get("/v3/devices/").data().get("results").toString())
                .isEqualTo("[{\"device_id\":\"a\",\"label\":\"Küche\"}]");
    }

    @Test
    void aUserWhoCannotBeBoundHasNone() {
        api.index.finds(0);
        assertThat(api.send(Served.jwt("\u0000"), "GET", "/v3/devices/", null, BodyPublishers.noBody())
                        .code())
                .isZero();
        assertThat(api.index.last().scope()).isEqualTo(new Scope.Named(Set.of()));
    }

    @Test
    void inClaimModeTheTokenNamesThem() throws Exception {
        try (Served claims = new Served(
                new ApiSettings(Served.ZONE, DayOfWeek.SUNDAY, true, Cors.OFF, 0, ConsoleActions.ON_AND_OFF), "")) {
            claims.send(ClaimModeTest.named("a:1"), "GET", "/v3/devices/", null, BodyPublishers.noBody());
            assertThat(claims.index.last().scope()).isEqualTo(new Scope.Named(Set.of(new DeviceId("a:1"))));
            claims.send(ClaimModeTest.named("no device id"), "GET", "/v3/devices/", null, BodyPublishers.noBody());
            assertThat(claims.index.last().scope()).isEqualTo(new Scope.Named(Set.of()));
        }
    }

    @Test
    void pagesPointAtEachOtherAndKeepWhatWasAskedFor() {
        api.index.finds(7, "a:3", "a:4", "a:5");
        JsonNode page = api.get("/v3_1/devices/?q=a%20%26%C3%BC&prefix=a:&page=2&page_size=3&expand=next,last")
                .data();
        assertThat(api.index.last())
                .isEqualTo(
                        new Search(new Scope.BoundTo(new UserId("ann")), Optional.of("a:"), Optional.of("a &ü"), 3, 3));
        String all = "/v3_1/devices/?prefix=a:&q=a%20%26%C3%BC&expand=next,last&page=";
        assertThat(page.get("next").textValue()).isEqualTo(api.url(all + "3&page_size=3"));
        assertThat(page.get("previous").textValue()).isEqualTo(api.url(all + "1&page_size=3"));
    }

    @Test
    void aPagePastTheEndIs10000() {
        api.index.finds(7);
        assertThat(api.get("/v3/devices/?page=4&page_size=3").message()).startsWith("page: 1 to 3 expected");
        assertThat(api.get("/v3/devices/?page=999999999").message()).startsWith("page: 1 to 1 expected");
    }

    @ParameterizedTest
    @CsvSource({
        "page, 0",
        "page_size, 101",
        "prefix, ''",
        "prefix, a%2Fb",
        "prefix, %00",
        "q, ''",
        "q, a%00",
        "q, a%0A",
        "expand, ''",
        "expand, all",
        "expand, 'next,'"
    })
    void aWrongParameterIs10000(String name, String value) {
        Answered answered = api.get("/v3/devices/?" + name + "=" + value);
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(answered.message()).startsWith(name + ": ");
        assertThat(answered.data().get("field").textValue()).isEqualTo(name);
    }

    @Test
    void expandAddsWhatIsNextAndWhatWasLast() {
        api.bind("lamp", "ann");
        String group = api.group("lamp", "7:05");
        api.index.finds(2, "lamp", "other");
        JsonNode results = api.get("/v3/devices/?expand=next,last").data().get("results");
        assertThat(results.toString())
                .isEqualTo("[{\"device_id\":\"lamp\",\"next\":"
                        + api.get("/v3/devices/lamp/fires/?limit=1").data().at("/upcoming/0")
                        + "},{\"device_id\":\"other\"}]");
        assertThat(results.at("/0/next/group_id").textValue()).isEqualTo(group);
        assertThat(api.get("/v3/devices/?expand=last").data().get("results").toString())
                .isEqualTo("[{\"device_id\":\"lamp\"},{\"device_id\":\"other\"}]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereADeviceOrTheDatabaseCannotAnswerTheListIs10050(boolean database) {
        try (Served broken = new Served()) {
            broken.index.finds(1, "lamp");
            broken.index.unavailable = database;
            broken.devices.unavailable = !database;
            assertThat(broken.get("/v3/devices/?expand=next").code()).isEqualTo(10050);
            assertThat(broken.get("/v3/devices/").code()).isEqualTo(database ? 10050 : 0);
        }
    }

    @Test
    void itIsReadOnly() {
        assertThat(api.post("/v3/devices/", "{}").status()).isEqualTo(405);
    }
}
