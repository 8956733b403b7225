package io.carillon.e2e;

import static io.carillon.e2e.OneConsole.OFF;
import static io.carillon.e2e.OneConsole.ON;
import static io.carillon.e2e.OneConsole.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What people do at {@code /console/}, in a real browser. */
@EnabledIf("io.carillon.e2e.Browser#isInstalled")
class ConsoleIT {
    private static final OneConsole CONSOLE = OneConsole.get();

    private final Browser browser = CONSOLE.browser();
    private final Service service = CONSOLE.service();

    @Test
    void a_newcomer_follows_the_printed_link_to_a_lamp_that_rings() {
        String lamp = service.unboundDevice();
        try (var listening = new Subscriber(CONSOLE.broker()).devices(lamp)) {
            Instant opened = Instant.now();
            browser.open(CONSOLE.page("#token=" + OneConsole.token("root") + "&device=" + lamp));
            browser.see(".empty .primary").click();
            browser.see(".lamp[data-verdict=delivered]", Duration.ofMinutes(3));
            assertThat(Duration.between(opened, Instant.now())).isLessThan(Duration.ofSeconds(90));
            assertThat(browser.address()).as("the token leaves the address").doesNotContain("token");
            assertThat(listening.of(lamp)).singleElement().satisfies(command -> assertThat(command.payload())
                    .isEqualTo(ON));
            browser.picture("newcomer");
            CONSOLE.keepsToItself();
        }
    }

    @Test
    void a_facility_manager_copies_a_schedule_to_forty_rooms_and_takes_it_back() {
        String room = "room-" + System.nanoTime();
        List<String> rooms =
                IntStream.range(0, 40).mapToObj(number -> room + "-" + number).toList();
        rooms.forEach(service::bind);
        service.create(rooms.get(0), "0111110", Json.task("07", "00", ON), Json.task("18", "00", OFF));
        CONSOLE.open("alice", "");
        Browser.fill(browser.see("#device"), room);
        browser.awaitCount(".device-card", 40);
        browser.picture("rooms");
        browser.see(".device-card").click();
        browser.see(".schedule .actions button:nth-child(3)").click();
        Browser.fill(browser.see("dialog [type=search]"), room);
        browser.awaitCount("dialog .choices input", 39);
        browser.see("dialog form > .check input").click();
        browser.see("dialog .primary:enabled").click();
        browser.awaitCount("dialog .results .good", 39);
        assertThat(CONSOLE.groups(rooms.get(39))).hasSize(1);
        browser.see("dialog .primary:enabled").click();
        browser.see(".toast button").click();
        await("all copies are gone")
                .atMost(SOON)
                .until(() -> CONSOLE.groups(rooms.get(39)).isEmpty()
                        && CONSOLE.groups(rooms.get(1)).isEmpty());
        CONSOLE.keepsToItself();
    }

    @Test
    void a_person_on_a_phone_skips_tonight_and_thinks_better_of_it() {
        String lamp = service.device();
        JsonNode group = service.create(lamp, "1111111", Json.task("23", "59", OFF));
        CONSOLE.open("alice", lamp);
        browser.look(390, 844, false);
        browser.see(".one-day .chip.next");
        CONSOLE.press(".soon .next > button:last-child");
        await("it is skipped").atMost(SOON).until(() -> note(group).equals("skipped"));
        browser.see(".chip.struck");
        browser.see(".soon .skipped");
        browser.picture("phone-skipped");
        CONSOLE.press(".toast button");
        await("it is back").atMost(SOON).until(() -> note(group).isEmpty());
        browser.see(".one-day .chip.next");
        CONSOLE.keepsToItself();
    }

    @Test
    void a_wrongly_signed_token_does_not_sign_in() {
        browser.open(CONSOLE.page(""));
        browser.see("#token")
                .sendKeys(Jwt.of("alice").sign("another secret, that the service does not know"), Keys.ENTER);
        assertThat(browser.see("#token-error").getText()).contains("does not accept");
        assertThat(browser.shows(".who")).isFalse();
    }

    @Test
    void a_link_takes_nobodys_session_unasked() {
        CONSOLE.open("alice", "");
        browser.awaitText(".who", "alice", SOON);
        String link = "#token=" + Jwt.of("mallory").sign(Service.SECRET);
        browser.run("location.hash = arguments[0]", link);
        browser.awaitText("dialog", "mallory", SOON);
        browser.see("dialog .dialog-foot button").click();
        assertThat(browser.see(".who").getText()).isEqualTo("alice");
        browser.run("location.hash = arguments[0]", link);
        browser.see("dialog .primary").click();
        browser.awaitText(".who", "mallory", SOON);
    }

    @Test
    void the_week_shows_what_will_ring_and_nothing_else() {
        String lamp = service.device();
        LocalDate today = LocalDate.now(Service.ZONE);
        service.alice.post(
                Service.TASK, bounded(lamp, "\"start_date\":\"2020-01-01\",\"end_date\":\"" + today + "\"", "00"));
        service.alice.post(Service.TASK, bounded(lamp, "\"except_dates\":[\"" + today.plusDays(2) + "\"]", "12"));
        CONSOLE.open("alice", lamp);
        browser.awaitCount(".day:nth-child(5) .chip", 1);
        assertThat(browser.count(".day:nth-child(6) .chip"))
                .as("the excepted day")
                .isZero();
        browser.awaitCount(".day .chip.next", browser.count(".day:nth-child(4) .chip.next") + 3);

        browser.run(
                "const c = document.querySelector('.day:nth-child(6) .column'); const r = c.getBoundingClientRect();"
                        + "c.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: r.left + 40, clientY: r.top + 30}))");
        assertThat(browser.see("[id='f-tasks[0].time']").getDomProperty("value"))
                .matches("12:\\d\\d");
    }

    @Test
    void a_chip_moves_by_keyboard_and_undo_brings_it_back() {
        String lamp = service.device();
        JsonNode group = service.create(lamp, "1111111", Json.task("12", "00", ON));
        CONSOLE.open("alice", lamp);
        browser.see(".day:last-child .chip").sendKeys(Keys.chord(Keys.ALT, Keys.ARROW_DOWN));
        await("it moves").atMost(SOON).until(() -> service.read(group)
                .at("/tasks/0/crontab/minute")
                .asText()
                .equals("15"));
        CONSOLE.press(".toast button");
        await("it is back").atMost(SOON).until(() -> service.read(group)
                .at("/tasks/0/crontab/minute")
                .asText()
                .equals("00"));
    }

    @Test
    void run_asks_which_and_deleting_can_be_undone() {
        String lamp = service.device();
        JsonNode group = service.create(lamp, "1111111", Json.task("23", "58", ON), Json.task("23", "59", OFF));
        CONSOLE.open("alice", lamp);
        CONSOLE.press(".schedule .actions button:nth-child(2)");
        assertThat(service.fires(group).path("recent"))
                .as("nothing is sent unasked")
                .isEmpty();
        CONSOLE.press(".run-menu li:nth-child(2) .primary");
        await("one is sent").atMost(SOON).until(() -> service.verdicts(group).size() == 1);
        browser.see(".chip.fair", SOON);

        CONSOLE.press(".schedule .actions button:nth-child(4)");
        await("it is off at once")
                .atMost(SOON)
                .until(() -> !service.read(group).path("enabled").asBoolean());
        browser.awaitText(".toast:last-child", "deleted", SOON);
        CONSOLE.press(".toast:last-child button");
        await("it is on again")
                .atMost(SOON)
                .until(() -> service.read(group).path("enabled").asBoolean());
        CONSOLE.press(".schedule input[role=switch]");
        browser.see(".schedule.resting");
    }

    @Test
    void a_chip_is_dragged_to_another_time_and_undo_brings_it_back() {
        String lamp = service.device();
        JsonNode group = service.create(lamp, "1111111", Json.task("12", "00", ON), Json.task("14", "00", OFF));
        CONSOLE.open("alice", lamp);
        browser.look(1280, 1600, false);
        browser.drag(browser.see(".day:last-child .chip"), 22);
        await("it moves by half an hour, the other stays").atMost(SOON).until(() -> times(group)
                .equals("12:30 14:00"));
        browser.awaitText(".toast", "12:30", SOON);
        assertThat(browser.shows("dialog")).as("a drag is no click").isFalse();
        CONSOLE.press(".toast button");
        await("it is back").atMost(SOON).until(() -> times(group).equals("12:00 14:00"));
    }

    @Test
    void a_run_to_come_is_seen_called_off_and_brought_back() {
        String lamp = service.device();
        JsonNode group = service.create(lamp, "0000000", Json.task("3", "0", ON));
        service.alice.patch(Service.path(group), "{\"enabled\":false}").ok("task update ok");
        CONSOLE.open("alice", lamp);
        CONSOLE.press(".schedule .actions button:nth-child(2)");
        CONSOLE.press(".run-menu .line button:nth-child(2)");
        await("it is planned").atMost(SOON).until(() -> note(group).equals("run"));
        assertThat(Instant.parse(
                        service.fires(group).at("/upcoming/0/scheduled_at").asText()))
                .isBetween(Instant.now().plusSeconds(1_700), Instant.now().plusSeconds(1_801));
        browser.see(".chip.by-hand");
        browser.awaitText(".soon .next > button:last-child", "Call off", SOON);
        CONSOLE.press(".soon .next > button:last-child");
        await("it is called off").atMost(SOON).until(() -> note(group).isEmpty());
        CONSOLE.press(".toast:last-child button");
        await("it is back").atMost(SOON).until(() -> note(group).equals("run"));
        assertThat(service.fires(group).path("recent"))
                .as("and nothing was sent")
                .isEmpty();
    }

    @Test
    void the_focus_stays_where_it_was_after_a_switch_a_skip_and_a_deletion() {
        String lamp = service.device();
        service.create(lamp, "1111111", Json.task("23", "58", ON));
        service.create(lamp, "1111111", Json.task("23", "59", OFF));
        CONSOLE.open("alice", lamp);
        browser.see(".schedules li:first-child input[role=switch]").sendKeys(Keys.SPACE);
        browser.see(".schedules li:first-child .resting", SOON);
        assertThat(focus()).as("on the switch").isEqualTo("switch");

        browser.see(".soon .next > button:last-child").sendKeys(Keys.ENTER);
        browser.see(".soon .skipped");
        await("the focus is near").atMost(SOON).until(() -> browser.isFocused(".soon *"));

        WebElement delete = browser.see(".schedules li:first-child .actions button:last-child");
        delete.sendKeys(Keys.ENTER);
        browser.awaitText(".toast:last-child", "deleted", SOON);
        assertThat(browser.focused()).as("until it is gone").isEqualTo(delete);
        browser.awaitCount(".schedules article", 1);
        await("the next one has it").atMost(SOON).until(() -> browser.isFocused(".schedules *"));
    }

    @Test
    void an_administrator_binds_unbinds_and_sets_the_zone_and_all_of_it_can_be_undone() {
        String lamp = service.device();
        CONSOLE.open("root", lamp);
        Browser.fill(browser.see("#bind"), "bob" + Keys.ENTER);
        browser.awaitText(".admin .tags", "bob", SOON);
        Browser.fill(browser.see("#zone"), "Nowhere/Land" + Keys.ENTER);
        assertThat(browser.see("#zone-error").getText()).contains("time zone");
        Browser.fill(browser.see("#zone"), "Europe/Berlin" + Keys.ENTER);
        browser.awaitText(".about", "Europe/Berlin", SOON);
        CONSOLE.press(".toast:last-child button");
        browser.awaitText(".about", Service.ZONE.getId(), SOON);
        CONSOLE.keepsToItself();
    }

    private static String bounded(String device, String dates, String hour) {
        return "{\"device_id\":\"%s\",\"period\":\"1111111\",%s,\"tasks\":[%s]}"
                .formatted(device, dates, Json.task(hour, "00", ON));
    }

    private String note(JsonNode group) {
        return service.fires(group).at("/upcoming/0/note").asText();
    }

    private String times(JsonNode group) {
        return Json.list(service.read(group).path("tasks")).stream()
                .map(task -> task.path("crontab"))
                .map(at -> at.path("hour").asText() + ":" + at.path("minute").asText())
                .collect(Collectors.joining(" "));
    }

    private String focus() {
        return String.valueOf(browser.focused().getDomAttribute("role"));
    }
}
