package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The console of {@link OneNode}, in one browser for all its tests of this JVM. */
final class OneConsole {
    static final Duration SOON = Duration.ofMinutes(3);
    static final String ON = "{\"switch\":1}";
    static final String OFF = "{\"switch\":0}";

    private final OneNode one = OneNode.get();
    private final Browser browser = new Browser(OneNode.DIRECTORY + "/browser");

    private static final class Started {
        static final OneConsole CONSOLE = new OneConsole();
    }

    private OneConsole() {
        Runtime.getRuntime().addShutdownHook(new Thread(browser::close));
    }

    static OneConsole get() {
        return Started.CONSOLE;
    }

    Service service() {
        return one.service;
    }

    Browser browser() {
        return browser;
    }

    Broker broker() {
        return one.broker;
    }

    URI api() {
        return one.node.api();
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
