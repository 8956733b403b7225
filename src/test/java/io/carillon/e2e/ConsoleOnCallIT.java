package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The console's page of the cluster for a person on call: each loss is told, and so is its end. */
@EnabledIf("io.carillon.e2e.Browser#isInstalled")
class ConsoleOnCallIT {
    /** On a machine with nothing else to do. */
    private static final Duration TOLD = Duration.ofSeconds(5);
    /** For what must come back first: connections, and the nodes themselves. */
    private static final Duration BACK = Duration.ofSeconds(40);

    private final StringBuilder times = new StringBuilder();

    @Test
    void what_is_lost_is_told_truly_and_so_is_what_comes_back() {
        try (var broker = Broker.started("on-call/broker");
                var database = new Database("on-call/pg");
                var first = NodeProcess.named("on-call/first");
                var second = NodeProcess.named("on-call/second");
                var browser = new Browser("on-call/browser")) {
            NodeProcess one = first.outlasts(second) ? first : second;
            NodeProcess other = one == first ? second : first;
            String url = database.create("carillon");
            for (NodeProcess node : List.of(one, other))
                node.set("CARILLON_DB_URL", url)
                        .set("CARILLON_DB_USER", Database.USER)
                        .set("CARILLON_DB_PASSWORD", Database.PASSWORD)
                        .set("CARILLON_MQTT_URL", broker.url())
                        .set("CARILLON_JWT_SECRET", Service.SECRET)
                        .set("CARILLON_SEED_NODES", one.address() + "," + other.address())
                        .start();
            one.awaitReady();
            other.awaitReady();
            Service service = new Service(one.api());
            browser.open(URI.create(
                    one.api() + "/console/#token=" + Jwt.admin("root").sign(Service.SECRET)));
            browser.see(".device-list, .devices .nothing");
            browser.run("location.hash = '#/cluster'");
            browser.awaitText(".say", "All well. 2 nodes", BACK);

            JsonNode group = service.create(service.device(), "1111111", Json.task("03", "00", "{\"switch\":1}"));
            broker.stop();
            told(browser, "Broker lost");
            service.alice.post(Service.path(group) + "run/", "{}").ok();
            told(browser, "1 command waits");
            browser.picture("broker-lost");
            broker.start();
            browser.awaitText(".say", "All well", BACK);
            await("the command goes").atMost(BACK).until(() -> !service.verdicts(group)
                    .isEmpty());

            database.stop();
            told(browser, "Database lost");
            database.start();
            browser.awaitText(".say", "All well", BACK);

            other.kill();
            told(browser, "1 node has not answered", "1 node is out of reach");
            assertThat(browser.see(".nodes").getText()).containsAnyOf("Does not answer", "Unreachable");
            browser.awaitText(".say", "out of reach", BACK);
            browser.awaitText(".nodes .gone", other.address(), Duration.ofMinutes(1));
            browser.picture("node-gone");
            assertThat(browser.see(".timeline").getText())
                    .contains("lost the broker", "has the broker again", "lost the database", "is removed");

            one.kill();
            told(browser, "Unknown");
            browser.picture("unknown");
            browser.note("told", times.toString());
        }
    }

    /** One of these within five seconds, in the page's first line; a busy machine has as much longer as it has more to do. */
    private void told(Browser browser, String... what) {
        var machine = ManagementFactory.getOperatingSystemMXBean();
        double busy = Math.max(1, machine.getSystemLoadAverage() / machine.getAvailableProcessors());
        Instant from = Instant.now();
        await(List.of(what).toString())
                .atMost(Duration.ofMillis((long) (TOLD.toMillis() * busy)))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(browser.see(".say").getText()).containsAnyOf(what));
        times.append(what[0])
                .append(": ")
                .append(Duration.between(from, Instant.now()).toMillis())
                .append(" ms, load ")
                .append(machine.getSystemLoadAverage())
                .append('\n');
    }
}
