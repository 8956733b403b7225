package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One node, one broker and one browser for all tests of the console. */
final class OneConsole implements BeforeAllCallback {
    static final Duration SOON = Duration.ofMinutes(3);
    static final String ON = "{\"switch\":1}";
    static final String OFF = "{\"switch\":0}";

    @SuppressWarnings("NullAway.Init") // by beforeAll
    private Running running;

    /** Of this JVM: classes of the console run in several side by side. */
    private static final String DIRECTORY = "console-" + System.getProperty("carillon.fork", "1");

    private static final class Running implements AutoCloseable {
        final Broker broker = Broker.started(DIRECTORY + "/broker");
        final NodeProcess node = NodeProcess.named(DIRECTORY + "/node")
                .set("CARILLON_MQTT_URL", broker.url())
                .set("CARILLON_JWT_SECRET", Service.SECRET)
                .start();
        final Browser browser = new Browser(DIRECTORY + "/browser");
        final Service service = new Service(node.awaitReady().api());

        Running() {
            await("a node that has just started, on a busy machine, answers")
                    .atMost(Duration.ofMinutes(3))
                    .ignoreExceptions()
                    .until(() -> service.admin.get("/v3/devices/first/").status() == 200);
        }

        @Override
        public void close() {
            browser.close();
            node.close();
            broker.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(Namespace.create(OneConsole.class))
                .getOrComputeIfAbsent(Running.class, none -> new Running(), Running.class);
    }

    Service service() {
        return running.service;
    }

    Browser browser() {
        return running.browser;
    }

    Broker broker() {
        return running.broker;
    }

    URI api() {
        return running.node.api();
    }

    URI page(String fragment) {
        return URI.create(api() + "/console/" + fragment);
    }

    /** @param user {@code root} is an administrator */
    static String token(String user) {
        return (user.equals("root") ? Jwt.admin(user) : Jwt.of(user)).sign(Service.SECRET);
    }

    /**
     * Signs in, and waits until that is done: another address would take the token's place.
     *
     * @param device where it begins; empty: the list of all
     */
    void open(String user, String device) {
        browser().open(page("#token=" + token(user) + (device.isEmpty() ? "" : "&device=" + device)));
        browser().see(".head nav");
    }

    /** As a click, wherever the page has scrolled to and whatever hovers above it. */
    void press(String css) {
        browser().see(css);
        browser().run("document.querySelector(arguments[0]).click()", css);
    }

    List<JsonNode> groups(String device) {
        return Json.list(service()
                .alice
                .get(Service.TASKS + "?device_id=" + device)
                .data()
                .path("results"));
    }

    /** It asks nobody but its own node, and the browser has nothing to say against it. */
    void keepsToItself() {
        assertThat(browser().requests()).isNotEmpty().allMatch(address -> address.startsWith(api() + "/"));
        assertThat(browser().complaints()).isEmpty();
    }
}
