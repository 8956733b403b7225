package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a screen, at 1280 × 900 and in the light, until told otherwise. */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final String AXE = axeScript();
    private static final Duration SOON = Duration.ofMinutes(3);
    /** An answer that says no is the page's to show, and no fault of the page's. */
    private static final String REFUSED = "Failed to load resource: the server responded with a status of 4";

    private final Path directory;
    private final ChromeDriver driver;
    private final List<String> requests = new ArrayList<>();

    /** @param name of its directory, {@code target/e2e/<name>}, where its pictures go */
    Browser(String name) {
        directory = Directories.empty(Path.of("target", "e2e", name).toAbsolutePath());
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en-GB",
                "--user-data-dir=" + directory.resolve("profile"),
                "about:blank");
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(SOON);
    }

    /** Whether there is one on this machine; with {@code CI=true} there must be. */
    static boolean isInstalled() {
        boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        if (!installed && "true".equals(System.getenv("CI")))
            throw new AssertionError("CI must test with a real browser: install chromium and chromium-driver");
        return installed;
    }

    void look(int width, int height, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Opens the address as somebody new: nothing is remembered of what was before. */
    void open(URI address) {
        driver.get(address.resolve("/console/icon.svg").toString());
        driver.executeScript("sessionStorage.clear(); localStorage.clear()");
        look(1280, 900, false);
        driver.get(address.toString());
    }

    String address() {
        return String.valueOf(driver.getCurrentUrl());
    }

    /** Waits for the element to be there and to be seen. */
    WebElement see(String css) {
        return see(css, SOON);
    }

    WebElement see(String css, Duration within) {
        return await("to see " + css)
                .atMost(within)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> driver.findElement(By.cssSelector(css)), WebElement::isDisplayed);
    }

    void awaitText(String css, String text, Duration within) {
        await(text + " at " + css)
                .atMost(within)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(driver.findElement(By.cssSelector(css)).getText())
                                .contains(text));
    }

    boolean shows(String css) {
        return driver.findElements(By.cssSelector(css)).stream().anyMatch(WebElement::isDisplayed);
    }

    /** Types the text in the place of what stands there. */
    static void fill(WebElement field, String text) {
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    /** Gives a field a value that its own keyboard would spell in the browser's language, such as a date. */
    void set(String css, String value) {
        set(css, value, "input");
    }

    /** @param event that tells the page */
    void set(String css, String value, String event) {
        see(css);
        run(
                "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
                        + "field.dispatchEvent(new Event(arguments[2], {bubbles: true}))",
                css,
                value,
                event);
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** Whether what has the focus is one of these. */
    boolean isFocused(String css) {
        return Boolean.TRUE.equals(run("return document.activeElement.matches(arguments[0])", css));
    }

    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    int count(String css) {
        return driver.findElements(By.cssSelector(css)).size();
    }

    void awaitCount(String css, int number) {
        await(number + " of " + css)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(count(css)).isEqualTo(number));
    }

    /** Chooses the console's language, and waits until it speaks it. */
    void speak(String language) {
        run(
                "const s = document.querySelector('.language select'); s.value = arguments[0];"
                        + "s.dispatchEvent(new Event('change', {bubbles: true}))",
                language);
        await(language).until(() -> String.valueOf(run("return document.documentElement.lang"))
                .startsWith(language));
    }

    /** What is wider than the page. */
    List<?> jutting() {
        return (List<?>) Objects.requireNonNull(run("const width = document.documentElement.clientWidth;"
                + "return document.documentElement.scrollWidth <= width ? [] :"
                + " [...document.querySelectorAll('body *')].filter(one =>"
                + " one.getBoundingClientRect().right > width + 0.5).map(one => one.tagName + '.' + one.className)"));
    }

    /**
     * What axe-core has against the page as it stands: a line for each rule that is broken.
     *
     * @param except rules that a library breaks
     */
    List<String> axe(String... except) {
        run(AXE);
        List<?> broken = (List<?>)
                Objects.requireNonNull(
                        driver.executeAsyncScript(
                                "const done = arguments[arguments.length - 1];"
                                        + "axe.run({resultTypes: ['violations']}).then(found => done(found.violations.map(one =>"
                                        + " one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).slice(0, 3).join(' | '))))"));
        return broken.stream()
                .map(String::valueOf)
                .filter(one -> List.of(except).stream().noneMatch(rule -> one.startsWith(rule + ":")))
                .toList();
    }

    /** Words in Latin letters that are neither names nor somebody's own text. */
    List<?> latinWords() {
        return (List<?>) Objects.requireNonNull(run("const words = [];"
                + "const own = 'bdi, code, pre, [lang], script, style, option, datalist, svg';"
                + "const look = text => { for (const [word] of text.replace(/device-\\d+|[A-Z][a-z]+\\/[A-Z][a-z]+/g, '').matchAll(/[A-Za-z]{2,}/g))"
                + " if (!['Carillon', 'JSON', 'ID', 'KiB', 'alice', 'root'].includes(word)) words.push(word + ' in ' + text); };"
                + "const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);"
                + "while (walk.nextNode()) if (!walk.currentNode.parentElement.closest(own)) look(walk.currentNode.data);"
                + "for (const one of document.querySelectorAll('[aria-label], [placeholder]'))"
                + " look((one.ariaLabel ?? '') + ' ' + (one.placeholder ?? ''));"
                + "return words"));
    }

    /** What a finger can hardly hit: less than 44 px wide or high, and no link within a text. */
    List<?> small() {
        return (List<?>) Objects.requireNonNull(run("const top = document.querySelector('dialog[open]') ?? document;"
                + "return [...top.querySelectorAll('a, button, input, select, textarea, summary')]"
                + ".filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('p, .unseen, .to-main'))"
                + ".map(one => [one, (one.closest('label') ?? one).getBoundingClientRect()])"
                + ".filter(([, {width, height}]) => width < 43.5 || height < 43.5)"
                + ".map(([one, {width, height}]) => one.outerHTML.slice(0, 120) + ' ' + width + ' x ' + height)"));
    }

    /** Drags the element so many pixels down, as a hand does. */
    void drag(WebElement element, int down) {
        new Actions(driver)
                .moveToElement(element)
                .clickAndHold()
                .moveByOffset(0, down / 2)
                .moveByOffset(0, down - down / 2)
                .release()
                .perform();
    }

    private static String axeScript() {
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A picture of the whole page, for people to look at. */
    void picture(String name) {
        picture(name, true);
    }

    /** @param whole the page, and not only what the window shows of it */
    void picture(String name, boolean whole) {
        Map<String, Object> shot =
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", whole));
        try {
            Files.write(directory.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text beside the pictures. */
    void note(String name, String text) {
        try {
            Files.writeString(directory.resolve(name + ".txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The addresses on the network of all that was asked for, in order. */
    List<String> requests() {
        var json = new ObjectMapper();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            try {
                JsonNode message = json.readTree(entry.getMessage()).path("message");
                String url = message.at("/params/request/url").asText();
                boolean asked = message.path("method").asText().equals("Network.requestWillBeSent");
                if (asked && url.matches("(https?|wss?):.*")) requests.add(url);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(requests);
    }

    /** What the console of the browser has to say against the page: errors, warnings, breaches of its policy. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains(REFUSED))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
