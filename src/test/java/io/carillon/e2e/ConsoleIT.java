package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages at {@code /console/} and {@code /docs/} in a real browser: one that waits for a minute, one for all else. */
@Execution(ExecutionMode.CONCURRENT)
@EnabledIf("io.carillon.e2e.Browser#isInstalled")
class ConsoleIT {
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
                .start()
                .awaitReady();
        service = new Service(node.api());
        await("a node that has just started, on a busy machine, answers")
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> service.admin.get("/v3/devices/first/").status() == 200);
        browser = new Browser("console/all-else");
    }

    @AfterAll
    static void stop() {
        browser.close();
        node.close();
        broker.close();
    }

    @SideBySide
    void a_person_signs_in_makes_a_schedule_for_the_next_minute_and_sees_it_ring() {
        String lamp = service.device();
        try (var waiting = new Browser("console/ring");
                var listening = new Subscriber(broker).devices(lamp)) {
            waiting.open(console(""));
            waiting.see("#token").sendKeys(Jwt.of("alice").sign(Service.SECRET));
            waiting.see("form .primary").click();
            waiting.see("#device").sendKeys(lamp, Keys.ENTER);
            waiting.see(".empty .primary").click();
            waiting.see("dialog .primary").click();
            waiting.see(".week .chip");
            assertThat(waiting.see(".countdown").getText()).startsWith("in ");
            waiting.awaitText(".recent .verdict", "Delivered", Duration.ofSeconds(110));
            assertThat(waiting.see(".recent .late").getText()).startsWith("after ");
            assertThat(waiting.shows(".bell.ringing")).as("the bell rings").isTrue();
            waiting.picture("rung");
            assertThat(listening.of(lamp)).singleElement().satisfies(command -> assertThat(command.payload())
                    .isEqualTo("{\"switch\":1}"));
            keepsToItself(waiting);
        }
    }

    @SideBySide
    @ResourceLock("browser")
    void the_APIs_no_is_shown_at_the_field_that_it_names_and_the_keyboard_is_enough() {
        String lamp = service.device();
        browser.open(console("#token=" + Jwt.of("alice").sign(Service.SECRET) + "&device=" + lamp));
        browser.see(".empty");
        assertThat(browser.address()).as("the token leaves the address").doesNotContain("token");

        WebElement opener = browser.see(".device-head .primary");
        opener.sendKeys(Keys.ENTER);
        browser.see("dialog");
        browser.focused().sendKeys(Keys.ESCAPE);
        await("Escape closes the dialog").until(() -> !browser.shows("dialog"));
        assertThat(browser.focused()).as("and the focus is where it was").isEqualTo(opener);

        opener.sendKeys(Keys.ENTER);
        WebElement commands = browser.see("dialog textarea");
        Browser.fill(commands, "{oops");
        browser.see("dialog .primary").sendKeys(Keys.ENTER);
        WebElement error = browser.see("dialog .field-error");
        assertThat(error.getText()).contains("JSON object");
        assertThat(commands.getDomAttribute("aria-describedby")).isEqualTo(error.getDomAttribute("id"));
        assertThat(browser.focused()).as("the wrong field has the focus").isEqualTo(commands);

        Browser.fill(commands, "[{\"switch\":0}]");
        browser.see("dialog .primary").sendKeys(Keys.ENTER);
        browser.see(".schedule");
        assertThat(Json.list(service.alice
                        .get(Service.TASKS + "?device_id=" + lamp)
                        .ok("task list info")
                        .data()
                        .path("results")))
                .singleElement()
                .satisfies(group ->
                        assertThat(group.at("/tasks/0/commands").asText()).isEqualTo("[{\"switch\":0}]"));

        browser.see(".schedule input[role=switch]").sendKeys(Keys.SPACE);
        browser.see(".schedule.resting");
        browser.see(".schedule .actions button:last-child").sendKeys(Keys.ENTER);
        browser.see("dialog .danger").sendKeys(Keys.ENTER);
        browser.see(".empty");
        keepsToItself(browser);
    }

    @SideBySide
    @ResourceLock("browser")
    void a_link_takes_nobodys_session_unasked_and_who_leaves_leaves_no_device_behind() {
        String lamp = service.device();
        browser.open(console("#token=" + Jwt.of("alice").sign(Service.SECRET) + "&device=" + lamp));
        browser.awaitText(".who", "alice", Duration.ofSeconds(10));
        String link = "#token=" + Jwt.of("mallory").sign(Service.SECRET);
        browser.run(
                "window.confirm = asked => { window.asked = asked; return false; }; location.hash = arguments[0]",
                link);
        await("it asks")
                .until(() -> String.valueOf(browser.run("return window.asked")).contains("mallory"));
        browser.awaitText(".who", "alice", Duration.ofSeconds(10));
        browser.run("window.confirm = () => true; location.hash = arguments[0]", link);
        browser.awaitText(".who", "mallory", Duration.ofSeconds(10));
        browser.see(".head-end button").click();
        browser.see("#token");
        assertThat(browser.run("return localStorage.getItem('carillon.devices')"))
                .isNull();
    }

    @SideBySide
    @ResourceLock("browser")
    void a_schedule_is_skipped_run_bounded_and_paused_and_nobody_elses_change_is_overwritten() {
        String lamp = service.device();
        JsonNode group = service.create(lamp, "1111111", Json.task("3", "0", "{\"switch\":1}"));
        browser.open(console("#token=" + Jwt.of("alice").sign(Service.SECRET) + "&device=" + lamp));
        String second = upcoming(group, 1);
        browser.see(".schedule .actions button:nth-child(3)").click();
        await("the first is skipped")
                .until(() ->
                        service.fires(group).at("/upcoming/0/note").asText().equals("skipped"));
        assertThat(upcoming(group, 1)).isEqualTo(second);
        browser.see(".schedule .actions button:nth-child(2):enabled").click();
        browser.awaitText(".recent .verdict", "Nobody listened", Duration.ofSeconds(20));

        LocalDate day = LocalDate.now(Service.ZONE).plusDays(3);
        browser.see(".schedule .actions button:nth-child(1)").click();
        browser.see("dialog .limits summary").click();
        browser.set("#f-start_date", day.toString());
        browser.set("#f-end_date", day.plusDays(9).toString());
        browser.set("#f-except_dates", day.plusDays(4).toString());
        browser.see("dialog .joined button").click();
        browser.set("#f-paused_until", day.plusDays(1) + "T12:00");
        browser.see("dialog .primary").click();
        browser.see(".schedule.resting .bounds");
        JsonNode bounded = service.read(group);
        assertThat(bounded.path("start_date").asText()).isEqualTo(day.toString());
        assertThat(bounded.path("end_date").asText()).isEqualTo(day.plusDays(9).toString());
        assertThat(bounded.at("/except_dates/0").asText())
                .isEqualTo(day.plusDays(4).toString());
        assertThat(bounded.path("paused_until").asText()).isEqualTo(day.plusDays(1) + " 12:00:00");
        assertThat(Instant.parse(upcoming(group, 0)).atZone(Service.ZONE).toLocalDate())
                .isEqualTo(day.plusDays(2));

        browser.see(".schedule .actions button:nth-child(1)").click();
        browser.see("dialog .primary");
        JsonNode theirs = service.alice
                .put(Service.path(group), Json.change("0000001", true, Json.task("4", "0", "{}")))
                .ok("task update ok")
                .data();
        browser.see("dialog .primary").click();
        browser.awaitText("dialog [role=alert]", "Somebody else", Duration.ofSeconds(10));
        assertThat(service.read(group)).isEqualTo(theirs);
        keepsToItself(browser);
    }

    private static String upcoming(JsonNode group, int index) {
        return service.fires(group)
                .path("upcoming")
                .path(index)
                .path("scheduled_at")
                .asText();
    }

    @SideBySide
    @ResourceLock("browser")
    void the_description_of_the_API_is_readable() {
        browser.open(URI.create(node.api() + "/docs/"));
        browser.awaitText(".info .title", "Carillon", Duration.ofSeconds(20));
        browser.see(".opblock-post .opblock-summary-control").click();
        browser.awaitText(".opblock.is-open", "period", Duration.ofSeconds(30));
        browser.picture("docs");
        keepsToItself(browser);
    }

    @SideBySide
    @ResourceLock("browser")
    void an_administrator_binds_a_user_sets_the_zone_and_sees_the_cluster() {
        String lamp = service.unboundDevice();
        browser.open(console("#token=" + Jwt.admin("root").sign(Service.SECRET) + "&device=" + lamp));
        browser.see(".empty .primary").click();
        browser.see(".schedules .empty");
        browser.see("#bind").sendKeys("alice", Keys.ENTER);
        browser.awaitText(".people .tags", "alice", Duration.ofSeconds(10));
        WebElement zone = browser.see("#zone");
        Browser.fill(zone, "Nowhere/Land" + Keys.ENTER);
        assertThat(browser.see("#zone-error").getText()).contains("time zone");
        Browser.fill(zone, "Europe/Berlin" + Keys.ENTER);
        browser.awaitText(".about", "Europe/Berlin", Duration.ofSeconds(10));
        browser.see("nav a[href='#/cluster']").click();
        browser.awaitText(".nodes tbody", "Up", Duration.ofSeconds(20));
        JsonNode group = service.admin
                .post(Service.TASK, Json.newGroup(lamp, "1111111", Json.task("03", "00", "{}")))
                .ok("create crontab ok.")
                .data();
        service.admin.post(Service.path(group) + "run/", "{}").ok();
        browser.awaitText(".figures div:nth-child(3) dd", "1", Duration.ofSeconds(20));
        assertThat(browser.shows(".plot canvas")).isTrue();
        browser.picture("cluster");
        fits(320, true, "the cluster at 320");
        browser.picture("cluster-phone");
        keepsToItself(browser);
    }

    @SideBySide
    @ResourceLock("browser")
    void it_fits_a_phone_and_a_desk_by_day_and_by_night_in_English_and_in_Chinese() {
        String lamp = service.device();
        service.create(
                lamp,
                "0111110",
                Json.task("06", "45", "{\"switch\":1,\"brightness\":40}"),
                Json.task("23", "00", "{}"));
        service.create(lamp, "1000001", Json.task("09", "30", "{\"switch\":1}"));
        browser.open(console("#token=" + Jwt.of("alice").sign(Service.SECRET) + "&device=" + lamp));
        browser.see(".schedule");
        for (String language : List.of("en", "zh")) {
            browser.run(
                    "const s = document.querySelector('.language select'); s.value = arguments[0];"
                            + "s.dispatchEvent(new Event('change', {bubbles: true}))",
                    language);
            browser.awaitText(".schedules h2", language.equals("en") ? "Schedules" : "定时", Duration.ofSeconds(10));
            for (boolean dark : new boolean[] {false, true})
                for (int width : new int[] {320, 390, 1280}) {
                    String looks = width + (dark ? "-dark-" : "-light-") + language;
                    fits(width, dark, looks);
                    if (width > 320) browser.picture(looks);
                }
        }
        keepsToItself(browser);
    }

    private static void fits(int width, boolean dark, String looks) {
        browser.look(width, 850, dark);
        assertThat(browser.run("const width = document.documentElement.clientWidth;"
                        + "return document.documentElement.scrollWidth <= width ? '' :"
                        + " [...document.querySelectorAll('body *')].filter(one =>"
                        + " one.getBoundingClientRect().right > width + 0.5)"
                        + ".map(one => one.tagName + '.' + one.className).join(' ')"))
                .as("what juts out at %s", looks)
                .isEqualTo("");
    }

    /** It asks nobody but its own node, and the browser has nothing to say against it. */
    private static void keepsToItself(Browser one) {
        assertThat(one.requests()).isNotEmpty().allMatch(address -> address.startsWith(node.api() + "/"));
        assertThat(one.complaints()).isEmpty();
    }

    private static URI console(String fragment) {
        return URI.create(node.api() + "/console/" + fragment);
    }
}
