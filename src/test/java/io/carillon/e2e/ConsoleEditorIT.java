package io.carillon.e2e;

import static io.carillon.e2e.OneConsole.ON;
import static io.carillon.e2e.OneConsole.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The console's form of a schedule: it knows every field, shows every refusal, and loses nothing. */
@EnabledIf("io.carillon.e2e.Browser#isInstalled")
class ConsoleEditorIT {
    private static final OneConsole CONSOLE = OneConsole.get();

    private final Browser browser = CONSOLE.browser();
    private final Service service = CONSOLE.service();

    @Test
    void every_optional_field_is_shown_and_stays_as_it_is() {
        String lamp = service.device();
        String sun = "{\"event\":\"sunrise\",\"offset\":-15,\"not_before\":\"06:00\",\"not_after\":\"08:30\"}";
        JsonNode group = service.alice
                .post(
                        Service.TASK,
                        """
                        {"device_id":"%s","period":"1111111","start_date":"2026-01-01","end_date":"2099-12-31",
                         "except_dates":["2099-01-01"],"paused_until":"2099-01-01 07:30:15","rrule":"FREQ=DAILY;INTERVAL=3",
                         "jitter":90,"label":"All of it","valid_for":100,"confirm":true,"retry_every":45,"latest_only":true,
                         "ignore_calendar":true,
                         "tasks":[{"hour":"7","minute":"05","second":"9","sun":%s,"commands":"{\\"switch\\":1}"}]}
                        """
                                .formatted(lamp, sun))
                .ok("create crontab ok.")
                .data();
        CONSOLE.open("alice", lamp);
        CONSOLE.press(".schedule .actions button");
        for (String name : Json.fields(group))
            if (!List.of("tasks", "period", "enabled", "group_id", "update_time", "create_time", "except_dates")
                    .contains(name)) assertThat(shown(name)).as(name).isNotIn("", "false");
        assertThat(browser.see("dialog .tags").getText()).contains("2099");
        assertThat(shown("tasks[0].sun.not_before")).isEqualTo("06:00");
        assertThat(shown("tasks[0].sun.not_after")).isEqualTo("08:30");

        Browser.fill(browser.see("#f-label"), "Kept");
        browser.see("dialog form .primary").click();
        browser.awaitText(".schedule h3", "Kept", SOON);
        assertThat(same(service.read(group))).isEqualTo(same(group));
        browser.awaitText(".schedule .bounds", "45 s", SOON);
    }

    @Test
    void the_sun_and_its_limits_are_set_and_refused_at_their_field() {
        String lamp = service.device();
        CONSOLE.open("alice", lamp);
        browser.see(".sentence .primary").click();
        browser.set("dialog .task-when select", "sunset", "change");
        Browser.fill(browser.see("[id='f-tasks[0].sun.not_before']"), "20:00");
        Browser.fill(browser.see("[id='f-tasks[0].sun.not_after']"), "19:00");
        browser.see("dialog form .primary").click();
        browser.awaitText("[id='e-tasks[0].sun.not_before']", "latest", SOON);
        Browser.fill(browser.see("[id='f-tasks[0].sun.not_before']"), "17");
        browser.see("dialog form .primary").click();
        browser.awaitText(".schedule .tasks", "Sunset (17:00–19:00)", SOON);
        assertThat(CONSOLE.groups(lamp).get(0).at("/tasks/0/sun").toString())
                .isEqualTo("{\"event\":\"sunset\",\"not_before\":\"17:00\",\"not_after\":\"19:00\"}");
    }

    /** The field's value in the open editor. */
    private String shown(String field) {
        WebElement input = browser.see("[id='f-" + field + "']");
        boolean checkbox = "checkbox".equals(input.getDomAttribute("type"));
        return String.valueOf(input.getDomProperty(checkbox ? "checked" : "value"));
    }

    /** What an edit of the name leaves alone. */
    private static ObjectNode same(JsonNode group) {
        return ((ObjectNode) group.deepCopy()).without(List.of("label", "update_time"));
    }

    @Test
    void an_API_no_is_shown_at_its_field_and_nothing_typed_is_lost() {
        String lamp = service.device();
        CONSOLE.open("alice", lamp);
        WebElement opener = browser.see(".sentence .primary");
        opener.sendKeys(Keys.ENTER);
        browser.see("dialog .picks button:last-child").sendKeys(Keys.ENTER);
        WebElement commands = browser.see("dialog textarea");
        Browser.fill(commands, "{oops");
        browser.see("dialog form .primary").sendKeys(Keys.ENTER);
        WebElement error = browser.see("dialog .field-error");
        assertThat(error.getText()).contains("JSON object");
        assertThat(commands.getDomAttribute("aria-describedby")).isEqualTo(error.getDomAttribute("id"));
        assertThat(browser.focused()).as("the wrong field has the focus").isEqualTo(commands);

        browser.focused().sendKeys(Keys.ESCAPE);
        await("Escape closes the dialog").until(() -> !browser.shows("dialog"));
        assertThat(browser.focused()).as("and the focus is where it was").isEqualTo(opener);
        browser.see(".toast button").click();
        assertThat(browser.see("dialog textarea").getDomProperty("value")).isEqualTo("{oops");

        Browser.fill(browser.see("dialog textarea"), "[{\"a\": 0}]");
        browser.see("dialog .limits summary").click();
        String day = LocalDate.now(Service.ZONE).plusDays(9).toString();
        browser.set("#f-except_dates", day);
        browser.see("dialog form .primary").sendKeys(Keys.ENTER);
        browser.see(".schedule");
        assertThat(CONSOLE.groups(lamp)).singleElement().satisfies(group -> {
            assertThat(group.at("/tasks/0/commands").asText()).isEqualTo("[{\"a\": 0}]");
            assertThat(group.at("/except_dates/0").asText()).isEqualTo(day);
        });
        CONSOLE.keepsToItself();
    }

    @Test
    void a_session_that_ends_asks_over_the_open_form() {
        String lamp = service.device();
        CONSOLE.open("alice", lamp);
        browser.see(".sentence .primary").click();
        Browser.fill(browser.see("dialog [id='f-label']"), "Kept");
        // only the save: a preview or a reload that is refused first would cover the button
        browser.run(
                "const ask = window.fetch; const old = 'jwt ' + sessionStorage.getItem('carillon.token');"
                        + "window.fetch = (path, asked) => ask(path, path === arguments[1] && asked.headers.authorization === old"
                        + " ? {...asked, headers: {...asked.headers, authorization: 'jwt ' + arguments[0]}} : asked);",
                Jwt.of("alice").expiringIn(-60).sign(Service.SECRET),
                Service.TASK);
        browser.see("dialog form .primary").click();
        browser.see("#token").sendKeys("a.b.c", Keys.ENTER);
        browser.see("#token-error");
        Browser.fill(browser.see("#token"), Jwt.of("alice").sign(Service.SECRET) + Keys.ENTER);
        browser.awaitText(".schedule h3", "Kept", SOON);
    }

    @Test
    void a_stale_edit_shows_both_and_merges_by_choice() {
        String lamp = service.device();
        JsonNode group = service.create(lamp, "1111111", Json.task("3", "0", ON));
        CONSOLE.open("alice", lamp);
        CONSOLE.press(".schedule .actions button");
        Browser.fill(browser.see("[id='f-tasks[0].time']"), "05:15");
        Browser.fill(browser.see("#f-label"), "Mine");
        service.alice
                .put(Service.path(group), Json.change("0000001", true, Json.named(name(group), "4", "0", ON)))
                .ok("task update ok");
        browser.see("dialog form .primary").click();
        browser.see("dialog .merge .side");
        browser.picture("merge");
        browser.see("dialog form .primary").click();
        browser.awaitText(".schedule h3", "Mine", SOON);
        JsonNode merged = service.read(group);
        assertThat(merged.path("period").asText())
                .as("only the other changed it")
                .isEqualTo("0000001");
        assertThat(merged.at("/tasks/0/crontab/hour").asText())
                .as("mine by choice")
                .isEqualTo("05");
    }

    private static String name(JsonNode group) {
        return Service.names(group).get(0);
    }
}
