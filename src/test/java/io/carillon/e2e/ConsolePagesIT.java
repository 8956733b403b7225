package io.carillon.e2e;

import static io.carillon.e2e.OneConsole.OFF;
import static io.carillon.e2e.OneConsole.ON;
import static io.carillon.e2e.OneConsole.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page and dialog of {@code /console/} and {@code /docs/}: it fits, is open to all, and speaks one language. */
@EnabledIf("io.carillon.e2e.Browser#isInstalled")
class ConsolePagesIT {
    /** What Swagger UI itself breaks. */
    private static final String[] SWAGGER_UI = {"color-contrast", "heading-order", "nested-interactive", "region"};

    private static final OneConsole CONSOLE = OneConsole.get();

    private final Browser browser = CONSOLE.browser();
    private final Service service = CONSOLE.service();

    /**
     * A page, or a dialog upon it.
     *
     * @param press what opens the dialog, one after another
     * @param shows what is there once it is complete
     */
    private record Page(String name, String hash, String shows, String... press) {}

    @Test
    void the_page_that_signs_in_is_open_to_all() {
        browser.open(CONSOLE.page(""));
        look("sign-in", "#token");
        CONSOLE.open("root", "");
        browser.see(".devices");
        browser.run("location.hash = arguments[0]", "#token=" + OneConsole.token("mallory"));
        look("another-user", "dialog .primary");
        CONSOLE.keepsToItself();
    }

    @Test
    void every_page_and_every_dialog_fits_is_open_to_all_and_speaks_one_language() {
        String lamp = service.device();
        String device = "#/device/" + lamp;
        service.admin.put("/v3/devices/" + lamp + "/bindings/root/").ok();
        String calendar = "holidays-" + lamp;
        LocalDate tomorrow = LocalDate.now(Service.ZONE).plusDays(1);
        service.admin
                .put("/v3/calendars/" + calendar + "/", "{\"dates\":{\"%s\":\"SUNDAY\"}}".formatted(tomorrow))
                .ok();
        service.admin
                .put(
                        "/v3/devices/" + lamp + "/",
                        "{\"label\":\"مصباح\",\"calendar\":\"%s\",\"location\":{\"latitude\":52.52,\"longitude\":13.4}}"
                                .formatted(calendar))
                .ok();
        service.create(
                lamp,
                "0111110",
                Json.task("06", "45", "{\"switch\":1,\"brightness\":40}"),
                Json.task("23", "00", "{}"));
        service.create(lamp, "1111111", Json.task("18", "30", ON), Json.task("23", "00", OFF));
        CONSOLE.open("root", lamp);
        List<Page> pages = List.of(
                new Page("devices", "#/", ".device-card"),
                new Page("device", device, ".schedule"),
                new Page("entry", device, "dialog .facts", ".chip.next"),
                new Page("editor", device, ".preview .tag", ".schedule .actions button"),
                new Page("run", device, "dialog .run-menu", ".schedule .actions button:nth-child(2)"),
                new Page("copy", device, "dialog .choices", ".schedule .actions button:nth-child(3)"),
                new Page("own-dates", device, "dialog .year", ".admin .own-dates"),
                new Page("calendar", "#/calendars/" + calendar, ".year .k-free"),
                new Page("file", "#/calendars", "dialog #file", ".section-head .primary"),
                new Page("cluster", "#/cluster", ".nodes .good"));
        for (Page page : pages) {
            browser.look(1440, 900, false);
            browser.run(
                    "document.querySelector('dialog .dialog-head button')?.click(); location.hash = arguments[0]",
                    page.hash());
            Stream.of(page.press()).forEach(CONSOLE::press);
            look(page.name(), page.shows());
        }
        CONSOLE.keepsToItself();
    }

    /** On a phone and on a screen, English in the light theme and Chinese in the dark: no colour depends on the language. */
    private void look(String name, String shows) {
        browser.see(shows);
        for (String language : List.of("en", "zh")) {
            browser.speak(language);
            boolean dark = language.equals("zh");
            for (int width : new int[] {390, 1440}) {
                browser.look(width, width < 600 ? 844 : 900, dark);
                assertThat(browser.jutting())
                        .as("what juts out of %s at %s", name, width)
                        .isEmpty();
                browser.picture(name + "-" + width + (dark ? "-dark-" : "-light-") + language);
                if (width < 600)
                    assertThat(browser.small())
                            .as("too small for a finger on %s", name)
                            .isEmpty();
            }
            assertThat(browser.axe())
                    .as("%s in %s, dark %s", name, language, dark)
                    .isEmpty();
        }
        assertThat(browser.latinWords()).as("not translated on %s", name).isEmpty();
        browser.speak("en");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mqtt.html", "devices.html"})
    void the_documents_are_open_to_all(String page) {
        browser.open(URI.create(CONSOLE.api() + "/docs/" + page));
        browser.see(page.isEmpty() ? ".opblock-post" : "h1", Duration.ofMinutes(2));
        for (boolean dark : new boolean[] {false, true}) {
            browser.look(1440, 900, dark);
            browser.picture("docs-" + page + (dark ? "dark" : "light"));
            assertThat(browser.axe(page.isEmpty() ? SWAGGER_UI : new String[0]))
                    .as("%s, dark %s", page, dark)
                    .isEmpty();
        }
        browser.look(390, 844, false);
        assertThat(browser.jutting()).isEmpty();
        if (page.isEmpty()) readable();
        CONSOLE.keepsToItself();
    }

    /** The description of the API. */
    private void readable() {
        browser.look(1440, 900, false);
        browser.awaitText(".info .title", "Carillon", SOON);
        browser.see(".opblock-post .opblock-summary-control").click();
        browser.awaitText(".opblock.is-open", "period", Duration.ofMinutes(2));
    }

    @Test
    void the_start_leads_to_the_console() {
        browser.open(URI.create(CONSOLE.api() + "/"));
        browser.see("#token");
        CONSOLE.keepsToItself();
    }
}
