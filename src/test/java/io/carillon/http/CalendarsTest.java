package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, <i>Calendars</i>. */
class CalendarsTest {
    private static final String DATES = "{\"2026-10-01\":\"SUNDAY\",\"2026-10-10\":\"FRIDAY\",\"2026-12-24\":\"none\"}";
    private static final String OK = "{\"meta\":{\"message\":\"ok\",\"code\":0},\"data\":{}}";

    @RegisterExtension
    static final Served api = new Served();

    private final String name = "c" + UUID.randomUUID();
    private final String path = "/v3/calendars/" + name + "/";

    @Test
    void anAdministratorMakesItAnybodyReadsItAndTheAdministratorDeletesIt() {
        assertThat(put("{\"dates\":" + DATES + "}").raw().body()).isEqualTo(OK);
        assertThat(api.get("/v3_1/calendars/" + name).raw().body())
                .isEqualTo("{\"meta\":{\"message\":\"ok\",\"code\":0},\"data\":{\"name\":\"" + name + "\",\"dates\":"
                        + DATES + "}}");
        assertThat(api.get("/v3/calendars/?page_size=100").data().get("results").toString())
                .contains("{\"name\":\"" + name + "\"}");
        assertThat(api.asAdmin("DELETE", path).raw().body()).isEqualTo(OK);
        assertThat(api.get(path).code()).isEqualTo(11600);
    }

    @Test
    void whoIsNoAdministratorChangesNothing() {
        assertThat(api.put(path, "{\"dates\":{}}").code()).isEqualTo(10350);
        assertThat(api.delete(path).code()).as("existence comes first").isEqualTo(11600);
        put("{\"dates\":{}}");
        assertThat(api.delete(path).code()).isEqualTo(10350);
        assertThat(api.put(path, "{\"dates\":[]}").code())
                .as("parameters come first")
                .isEqualTo(10000);
    }

    @Test
    void oneThatADeviceFollowsIsNotDeleted() {
        put("{\"dates\":{}}");
        api.calendars.followed.add(name);
        Answered refused = api.asAdmin("DELETE", path);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo(10000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|dates",
                "{\"dates\":[]}|dates",
                "{\"dates\":{\"2026-02-30\":\"SUNDAY\"}}|dates.2026-02-30",
                "{\"dates\":{\"2026-02-20\":\"sunday\"}}|dates.2026-02-20",
                "{\"dates\":{\"2026-02-20\":null}}|dates.2026-02-20",
            })
    void aWrongDateIsNamed(String body, String field) {
        Answered refused = put(body);
        assertThat(refused.code()).isEqualTo(10000);
        assertThat(refused.data().get("field").textValue()).isEqualTo(field);
    }

    @Test
    void itHasAtMostTwoThousandDates() {
        assertThat(put(dates(2000)).code()).isZero();
        assertThat(api.get(path).data().get("dates")).hasSize(2000);
        assertThat(put(dates(2001)).message())
                .startsWith("dates: an object of at most 2000")
                .endsWith("got 2001");
    }

    @ParameterizedTest
    @ValueSource(strings = {".x", "-", "a%2Fb", "%C3%A9"})
    void itsNameIsFormedAsADeviceIdIs(String wrong) {
        Answered refused = api.asAdmin("GET", "/v3/calendars/" + wrong + "/");
        assertThat(refused.code()).isEqualTo(10000);
        assertThat(refused.data().get("field").textValue()).isEqualTo("name");
    }

    @Test
    void aFilesAllDayEventsCountAsItIsSaid() {
        String file = CalendarFileTest.file("DTSTART;VALUE=DATE:20261003", "DTEND;VALUE=DATE:20261005");
        assertThat(send(file, "").code()).isZero();
        assertThat(api.get(path).data().get("dates").toString())
                .isEqualTo("{\"2026-10-03\":\"SUNDAY\",\"2026-10-04\":\"SUNDAY\"}");
        assertThat(send(file, "?as=none").code()).isZero();
        assertThat(api.get(path).data().at("/dates/2026-10-03").textValue()).isEqualTo("none");
        assertThat(send(file, "?as=NONE").data().get("field").textValue()).isEqualTo("as");
        assertThat(send("BEGIN:VEVENT", "").message()).startsWith("body: a calendar of RFC 5545 expected; line 1");
    }

    @Test
    void aFileMayHaveTwoMebibytesAndAnyOtherBodyNoMoreThanBefore() {
        String file = CalendarFileTest.file("DTSTART;VALUE=DATE:20261003");
        String filled = file.replace(
                "END:VEVENT", "DESCRIPTION:" + "x".repeat(2 * 1024 * 1024 - file.length() - 14) + "\r\nEND:VEVENT");
        assertThat(filled).hasSize(2 * 1024 * 1024);
        assertThat(send(filled, "").code()).isZero();
        assertThat(send(filled + "x", "").message()).isEqualTo("body: at most 2048 KiB expected, decompressed");
        assertThat(put("x".repeat(300_000)).message()).isEqualTo("body: at most 256 KiB expected, decompressed");
        assertThat(api.send(Served.USER, "POST", "/v3/schedule/task/", "text/calendar", BodyPublishers.ofString(file))
                        .status())
                .isEqualTo(415);
        assertThat(api.send(Served.ADMIN, "PUT", path, "text/plain", BodyPublishers.ofString(file))
                        .message())
                .contains("text/calendar");
    }

    @Test
    void aDeviceFollowsOneByItsNameUntilItIsUnset() {
        put("{\"dates\":" + DATES + "}");
        String device = "/v3/devices/d" + UUID.randomUUID() + "/";
        assertThat(set(device, "\"" + name + "\"").code()).isZero();
        assertThat(api.asAdmin("GET", device).data().get("calendar").textValue())
                .isEqualTo(name);
        assertThat(set(device, "null").code()).isZero();
        assertThat(api.asAdmin("GET", device).data().has("calendar")).isFalse();
        Answered refused = set(device, "\"no-such-calendar\"");
        assertThat(refused.code()).isEqualTo(10000);
        assertThat(refused.message()).isEqualTo("calendar: the name of a calendar expected, got \"no-such-calendar\"");
        assertThat(refused.data().get("field").textValue()).isEqualTo("calendar");
    }

    @Test
    void aPreviewOnADeviceHonoursItsCalendar() {
        put("{\"dates\":{\"2026-03-03\":\"none\",\"2026-03-07\":\"FRIDAY\"}}");
        String device = "d" + UUID.randomUUID();
        api.bind(device, "ann");
        set("/v3/devices/" + device + "/", "\"" + name + "\"");
        Answered preview = api.post(
                "/v3/schedule/preview/?days=6",
                Served.create(device, "0111110", List.of(Served.task("7", "00", "{}"))));
        assertThat(preview.data().get("upcoming").findValuesAsText("scheduled_at"))
                .containsExactly(
                        "2026-03-03T23:00:00.000Z",
                        "2026-03-04T23:00:00.000Z",
                        "2026-03-05T23:00:00.000Z",
                        "2026-03-06T23:00:00.000Z");
        assertThat(preview.data().get("upcoming").findValuesAsText("note")).containsExactly("as FRIDAY");
    }

    private static String dates(int count) {
        return IntStream.range(0, count)
                .mapToObj(day -> "\"" + LocalDate.of(2026, 1, 1).plusDays(day) + "\":\"SUNDAY\"")
                .collect(Collectors.joining(",", "{\"dates\":{", "}}"));
    }

    private static Answered set(String device, String calendar) {
        return api.send(
                Served.ADMIN,
                "PUT",
                device,
                "application/json",
                BodyPublishers.ofString("{\"calendar\":" + calendar + "}"));
    }

    private Answered put(String json) {
        return api.send(Served.ADMIN, "PUT", path, "application/json", BodyPublishers.ofString(json));
    }

    private Answered send(String file, String query) {
        return api.send(Served.ADMIN, "PUT", path + query, "text/calendar", BodyPublishers.ofString(file));
    }
}
