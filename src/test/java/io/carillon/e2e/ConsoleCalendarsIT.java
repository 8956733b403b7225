package io.carillon.e2e;

import static io.carillon.e2e.OneConsole.ON;
import static io.carillon.e2e.OneConsole.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The console's calendars, and where a device is. */
@EnabledIf("io.carillon.e2e.Browser#isInstalled")
class ConsoleCalendarsIT {
    private static final int YEAR = LocalDate.now(Service.ZONE).getYear();

    private static final OneConsole CONSOLE = OneConsole.get();

    private final Browser browser = CONSOLE.browser();
    private final Service service = CONSOLE.service();

    @Test
    void an_administrator_makes_a_calendar_from_a_file_and_marks_it_by_hand(@TempDir Path folder) {
        String name = "feast-" + System.nanoTime();
        CONSOLE.open("root", "");
        browser.see(".devices");
        browser.run("location.hash = '#/calendars'");
        browser.see(".section-head .primary").click();
        Browser.fill(browser.see("#calendar"), name + "/");
        browser.see("#file").sendKeys(file(folder, "broken.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nX\r\n"));
        browser.see("dialog .primary").click();
        browser.awaitText("#calendar-error", "letters, digits", SOON);
        Browser.fill(browser.see("#calendar"), name);
        browser.see("dialog .primary").click();
        browser.awaitText("dialog .alert", "line", SOON);
        browser.see("#file").sendKeys(file(folder, "feast.ics", feast()));
        browser.see("dialog .primary").click();

        browser.see(day("05-01") + ".k-free");
        assertThat(dates(name).toString()).isEqualTo("{\"%d-05-01\":\"SUNDAY\"}".formatted(YEAR));
        browser.awaitText(".sums", "Counts as Sunday", SOON);

        CONSOLE.press(".brush .k-none");
        CONSOLE.press(day("05-02"));
        browser.see(day("05-02")).sendKeys(Keys.ARROW_DOWN);
        assertThat(browser.isFocused(day("05-09"))).as("a week on by keyboard").isTrue();
        browser.focused().sendKeys(Keys.SPACE);
        browser.run("location.reload()");
        browser.see(day("05-09") + ".k-none");
        CONSOLE.press(".unsaved .primary");
        await("it is saved").atMost(SOON).until(() -> dates(name).size() == 3);
        CONSOLE.press(".toast:last-child button");
        await("and taken back").atMost(SOON).until(() -> dates(name).size() == 1);
        CONSOLE.keepsToItself();
    }

    @Test
    void a_calendar_that_a_device_follows_is_not_deleted_and_a_deleted_one_comes_back() {
        String lamp = service.device();
        String name = "followed-" + lamp;
        put(name, "{\"dates\":{\"%d-12-24\":\"none\"}}".formatted(YEAR));
        follow(lamp, "\"" + name + "\"");
        CONSOLE.open("root", lamp);
        browser.see(".admin");
        browser.run("location.hash = '#/calendars/" + name + "'");
        CONSOLE.press(".card .actions button:last-child");
        browser.awaitText(".toast.bad", "follows", SOON);
        follow(lamp, "null");
        CONSOLE.press(".card .actions button:last-child");
        await("it is gone")
                .atMost(SOON)
                .until(() -> service.alice.get("/v3/calendars/" + name + "/").status() == 404);
        CONSOLE.press(".toast:last-child button");
        await("it is back").atMost(SOON).until(() -> dates(name).size() == 1);
        browser.see(day("12-24") + ".k-none");
    }

    @Test
    void who_may_not_change_calendars_reads_them_and_sees_in_the_week_what_a_day_counts_as() {
        String lamp = service.device();
        String name = "read-" + lamp;
        LocalDate tomorrow = LocalDate.now(Service.ZONE).plusDays(1);
        put(name, "{\"dates\":{\"%s\":\"SUNDAY\"}}".formatted(tomorrow));
        follow(lamp, "\"" + name + "\"");
        service.create(lamp, "1000000", Json.task("12", "00", ON));
        CONSOLE.open("alice", lamp);
        browser.awaitText(".day:nth-child(5) .counts", "Sun", SOON);
        browser.see(".day:nth-child(5) .chip");
        browser.see(".about a").click();
        browser.see(".year .k-free");
        assertThat(browser.count("[data-date]")).as("days to click").isZero();
        assertThat(browser.shows(".section-head button")).isFalse();
    }

    @Test
    void a_device_has_dates_of_its_own() {
        String lamp = service.device();
        CONSOLE.open("root", lamp);
        CONSOLE.press(".own-dates");
        CONSOLE.press("dialog " + day("12-31"));
        CONSOLE.press("dialog .unsaved .primary");
        await("it is saved")
                .atMost(SOON)
                .until(() -> about(lamp).path("days").toString().equals("{\"%d-12-31\":\"SUNDAY\"}".formatted(YEAR)));
    }

    @Test
    void a_location_is_clicked_on_the_map_or_typed() {
        String lamp = service.device();
        CONSOLE.open("root", lamp);
        browser.see(".map .land");
        browser.run(
                "const map = document.querySelector('.map'); const at = map.getBoundingClientRect();"
                        + "map.dispatchEvent(new MouseEvent('click', {bubbles: true,"
                        + " clientX: at.left + at.width * (180 + 13.4) / 360, clientY: at.top + at.height * (84 - 52.5) / 141}))");
        browser.see(".map .pin");
        CONSOLE.press(".place .joined button");
        await("it is set").atMost(SOON).until(() -> about(lamp).has("location"));
        assertThat(about(lamp).at("/location/latitude").asDouble()).isCloseTo(52.5, within(1.0));
        assertThat(about(lamp).at("/location/longitude").asDouble()).isCloseTo(13.4, within(1.0));

        Browser.fill(browser.see("#latitude"), "91" + Keys.ENTER);
        browser.awaitText("#location-error", "Latitude", SOON);
        Browser.fill(browser.see("#latitude"), "-33.92");
        Browser.fill(browser.see("#longitude"), "18.42" + Keys.ENTER);
        await("it is typed")
                .atMost(SOON)
                .until(() -> about(lamp).at("/location/latitude").asDouble() == -33.92);
        CONSOLE.keepsToItself();
    }

    private static String day(String monthAndDay) {
        return "[data-date='" + YEAR + "-" + monthAndDay + "']";
    }

    private void put(String name, String dates) {
        service.admin.put("/v3/calendars/" + name + "/", dates).ok();
    }

    private void follow(String device, String calendar) {
        service.admin
                .put("/v3/devices/" + device + "/", "{\"calendar\":" + calendar + "}")
                .ok();
    }

    private JsonNode dates(String calendar) {
        return service.alice.get("/v3/calendars/" + calendar + "/").data().path("dates");
    }

    private JsonNode about(String device) {
        return service.admin.get("/v3/devices/" + device + "/").data();
    }

    private static String feast() {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Carillon//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
                + "DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:%d0501\r\nSUMMARY:May Day\r\n".formatted(YEAR)
                + "END:VEVENT\r\nEND:VCALENDAR\r\n";
    }

    private static String file(Path folder, String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
