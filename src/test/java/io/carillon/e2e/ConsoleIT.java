package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages at {@code /console/} and {@code /docs/} in a real browser, on one node for all. */
@EnabledIf("io.carillon.e2e.Browser#isInstalled")
class ConsoleIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ON = "{\"switch\":1}";
    private static final String OFF = "{\"switch\":0}";

    private static NodeProcess node;
    private static Broker broker;
    private static Service service;
    private static Browser browser;

    @BeforeAll
    static void start() {
        broker = Broker.started("console/broker");
        node = NodeProcess.named("console/node")
                .set("CARILLON_MQTT_URL", broker.url())
                .set("CARILLON_JWT_SECRET", Service.SECRET)
                .start();
        browser = new Browser("console/browser");
        service = new Service(node.awaitReady().api());
        await("a node that has just started, on a busy machine, answers")
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> service.admin.get("/v3/devices/first/").status() == 200);
    }

    @AfterAll
    static void stop() {
        browser.close();
        node.close();
        broker.close();
    }

    @Test
    void a_newcomer_follows_the_printed_link_to_a_lamp_that_rings() {
        String lamp = service.unboundDevice();
        try (var listening = new Subscriber(broker).devices(lamp)) {
            Instant opened = Instant.now();
            browser.open(console("#token=" + Jwt.admin("root").sign(Service.SECRET) + "&device=" + lamp));
            browser.see(".empty .primary").click();
            browser.see(".lamp[data-verdict=delivered]", Duration.ofSeconds(60));
            assertThat(Duration.between(opened, Instant.now())).isLessThan(Duration.ofSeconds(90));
            assertThat(browser.address()).as("the token leaves the address").doesNotContain("token");
            assertThat(listening.of(lamp)).singleElement().satisfies(command -> assertThat(command.payload())
                    .isEqualTo(ON));
            browser.picture("newcomer");
            keepsToItself();
        }
    }

    @Test
    void a_facility_manager_copies_a_schedule_to_forty_rooms_and_takes_it_back() {
        String room = "room-" + System.nanoTime();
        List<String> rooms =
                IntStream.range(0, 40).mapToObj(number -> room + "-" + number).toList();
        rooms.forEach(service::bind);
        service.create(rooms.get(0), "0111110", Json.task("07", "00", ON), Json.task("18", "00", OFF));
        open("alice", "");
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
        assertThat(groups(rooms.get(39))).hasSize(1);
        browser.see("dialog .primary:enabled").click();
        browser.see(".toast button").click();
        await("all copies are gone")
                .atMost(SOON)
                .until(() ->
                        groups(rooms.get(39)).isEmpty() && groups(rooms.get(1)).isEmpty());
        keepsToItself();
    }

    @Test
    void a_person_on_a_phone_skips_tonight_and_thinks_better_of_it() {
        String lamp = service.device();
        JsonNode group = service.create(lamp, "1111111", Json.task("23", "59", OFF));
        open("alice", lamp);
        browser.look(390, 844, false);
        browser.see(".one-day .chip.next");
        press(".soon .next > button:last-child");
        await("it is skipped").atMost(SOON).until(() -> note(group).equals("skipped"));
        browser.see(".chip.struck");
        browser.see(".soon .skipped");
        browser.picture("phone-skipped");
        press(".toast button");
        await("it is back").atMost(SOON).until(() -> note(group).isEmpty());
        browser.see(".one-day .chip.next");
        keepsToItself();
    }

    @Test
    void an_API_no_is_shown_at_its_field_and_nothing_typed_is_lost() {
        String lamp = service.device();
        open("alice", lamp);
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
        assertThat(groups(lamp)).singleElement().satisfies(group -> {
            assertThat(group.at("/tasks/0/commands").asText()).isEqualTo("[{\"a\": 0}]");
            assertThat(group.at("/except_dates/0").asText()).isEqualTo(day);
        });
        keepsToItself();
    }

    @Test
    void a_session_that_ends_asks_over_the_open_form() {
        String lamp = service.device();
        open("alice", lamp);
        browser.see(".sentence .primary").click();
        Browser.fill(browser.see("dialog [id='f-label']"), "Kept");
        browser.run("const ask = window.fetch; const old = 'jwt ' + sessionStorage.getItem('carillon.token');"
                + "window.fetch = (path, asked) => ask(path, asked?.headers?.authorization === old"
                + " ? {...asked, headers: {...asked.headers, authorization: 'jwt ' + arguments[0]}} : asked);"
                        .replace(
                                "arguments[0]",
                                "'" + Jwt.of("alice").expiringIn(-60).sign(Service.SECRET) + "'"));
        browser.see("dialog form .primary").click();
        browser.see("#token").sendKeys("a.b.c", Keys.ENTER);
        browser.see("#token-error");
        Browser.fill(browser.see("#token"), Jwt.of("alice").sign(Service.SECRET) + Keys.ENTER);
        browser.awaitText(".schedule h3", "Kept", SOON);
    }

    @Test
    void a_wrongly_signed_token_does_not_sign_in() {
        browser.open(console(""));
        browser.see("#token")
                .sendKeys(Jwt.of("alice").sign("another secret, that the service does not know"), Keys.ENTER);
        assertThat(browser.see("#token-error").getText()).contains("does not accept");
        assertThat(browser.shows(".who")).isFalse();
    }

    @Test
    void a_link_takes_nobodys_session_unasked() {
        open("alice", "");
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
    void a_stale_edit_shows_both_and_merges_by_choice() {
        String lamp = service.device();
        JsonNode group = service.create(lamp, "1111111", Json.task("3", "0", ON));
        open("alice", lamp);
        press(".schedule .actions button");
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

    @Test
    void the_week_shows_what_will_ring_and_nothing_else() {
        String lamp = service.device();
        LocalDate today = LocalDate.now(Service.ZONE);
        service.alice.post(
                Service.TASK, bounded(lamp, "\"start_date\":\"2020-01-01\",\"end_date\":\"" + today + "\"", "00"));
        service.alice.post(Service.TASK, bounded(lamp, "\"except_dates\":[\"" + today.plusDays(2) + "\"]", "12"));
        open("alice", lamp);
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
        open("alice", lamp);
        browser.see(".day:last-child .chip").sendKeys(Keys.chord(Keys.ALT, Keys.ARROW_DOWN));
        await("it moves").atMost(SOON).until(() -> service.read(group)
                .at("/tasks/0/crontab/minute")
                .asText()
                .equals("15"));
        press(".toast button");
        await("it is back").atMost(SOON).until(() -> service.read(group)
                .at("/tasks/0/crontab/minute")
                .asText()
                .equals("00"));
    }

    @Test
    void run_asks_which_and_deleting_can_be_undone() {
        String lamp = service.device();
        JsonNode group = service.create(lamp, "1111111", Json.task("23", "58", ON), Json.task("23", "59", OFF));
        open("alice", lamp);
        press(".schedule .actions button:nth-child(2)");
        assertThat(service.fires(group).path("recent"))
                .as("nothing is sent unasked")
                .isEmpty();
        press(".run-menu li:nth-child(2) .primary");
        await("one is sent").atMost(SOON).until(() -> service.verdicts(group).size() == 1);
        browser.see(".chip.fair", SOON);

        press(".schedule .actions button:nth-child(4)");
        await("it is off at once")
                .atMost(SOON)
                .until(() -> !service.read(group).path("enabled").asBoolean());
        browser.awaitText(".toast:last-child", "deleted", SOON);
        press(".toast:last-child button");
        await("it is on again")
                .atMost(SOON)
                .until(() -> service.read(group).path("enabled").asBoolean());
        press(".schedule input[role=switch]");
        browser.see(".schedule.resting");
    }

    @Test
    void an_administrator_binds_unbinds_and_sets_the_zone_and_all_of_it_can_be_undone() {
        String lamp = service.device();
        open("root", lamp);
        Browser.fill(browser.see("#bind"), "bob" + Keys.ENTER);
        browser.awaitText(".admin .tags", "bob", SOON);
        Browser.fill(browser.see("#zone"), "Nowhere/Land" + Keys.ENTER);
        assertThat(browser.see("#zone-error").getText()).contains("time zone");
        Browser.fill(browser.see("#zone"), "Europe/Berlin" + Keys.ENTER);
        browser.awaitText(".about", "Europe/Berlin", SOON);
        press(".toast:last-child button");
        browser.awaitText(".about", Service.ZONE.getId(), SOON);
        keepsToItself();
    }

    @Test
    void every_page_fits_is_open_to_all_and_speaks_one_language() {
        String lamp = service.device();
        service.create(
                lamp,
                "0111110",
                Json.task("06", "45", "{\"switch\":1,\"brightness\":40}"),
                Json.task("23", "00", "{}"));
        service.create(lamp, "1111111", Json.task("18", "30", ON), Json.task("23", "00", OFF));
        service.admin.put("/v3/devices/" + lamp + "/", "{\"label\":\"مصباح\"}").ok();
        List<Page> pages = List.of(
                new Page("devices", "#/", ".device-card", ""),
                new Page("device", "#/device/" + lamp, ".schedule", ""),
                new Page("editor", "#/device/" + lamp, ".preview .tag", ".schedule .actions button"),
                new Page("cluster", "#/cluster", ".nodes .good", ""));
        open("root", lamp);
        service.bind(lamp);
        service.admin.put("/v3/devices/" + lamp + "/bindings/root/").ok();
        for (Page page : pages) {
            browser.look(1440, 900, false);
            browser.run(
                    "document.querySelector('dialog .dialog-head button')?.click(); location.hash = arguments[0]",
                    page.hash());
            if (!page.press().isEmpty()) press(page.press());
            browser.see(page.shows());
            for (String language : List.of("en", "zh")) {
                browser.speak(language);
                for (boolean dark : new boolean[] {false, true}) {
                    for (int width : new int[] {390, 1440}) {
                        browser.look(width, width < 600 ? 844 : 900, dark);
                        assertThat(browser.jutting())
                                .as("what juts out of %s at %s", page.name(), width)
                                .isEmpty();
                        browser.picture(page.name() + "-" + width + (dark ? "-dark-" : "-light-") + language);
                    }
                    assertThat(browser.axe())
                            .as("%s in %s, dark %s", page.name(), language, dark)
                            .isEmpty();
                }
                if (language.equals("zh"))
                    assertThat(browser.latinWords())
                            .as("not translated on %s", page.name())
                            .isEmpty();
            }
        }
        keepsToItself();
    }

    private record Page(String name, String hash, String shows, String press) {}

    @Test
    void the_start_leads_to_the_console_and_the_description_of_the_API_is_readable() {
        browser.open(URI.create(node.api() + "/"));
        browser.see("#token");
        browser.open(URI.create(node.api() + "/docs/"));
        browser.awaitText(".info .title", "Carillon", SOON);
        browser.see(".opblock-post .opblock-summary-control").click();
        browser.awaitText(".opblock.is-open", "period", Duration.ofSeconds(30));
        browser.picture("docs");
        keepsToItself();
    }

    private static void open(String user, String device) {
        Jwt token = user.equals("root") ? Jwt.admin(user) : Jwt.of(user);
        browser.open(console("#token=" + token.sign(Service.SECRET) + (device.isEmpty() ? "" : "&device=" + device)));
    }

    /** As a click, wherever the page has scrolled to and whatever hovers above it. */
    private static void press(String css) {
        browser.see(css);
        browser.run("document.querySelector(arguments[0]).click()", css);
    }

    private static String bounded(String device, String dates, String hour) {
        return "{\"device_id\":\"%s\",\"period\":\"1111111\",%s,\"tasks\":[%s]}"
                .formatted(device, dates, Json.task(hour, "00", ON));
    }

    private static List<JsonNode> groups(String device) {
        return Json.list(
                service.alice.get(Service.TASKS + "?device_id=" + device).data().path("results"));
    }

    private static String note(JsonNode group) {
        return service.fires(group).at("/upcoming/0/note").asText();
    }

    private static String name(JsonNode group) {
        return Service.names(group).get(0);
    }

    /** It asks nobody but its own node, and the browser has nothing to say against it. */
    private static void keepsToItself() {
        assertThat(browser.requests()).isNotEmpty().allMatch(address -> address.startsWith(node.api() + "/"));
        assertThat(browser.complaints()).isEmpty();
    }

    private static URI console(String fragment) {
        return URI.create(node.api() + "/console/" + fragment);
    }
}
