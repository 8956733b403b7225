package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.SmallDisk;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A node with the embedded database, whose disk is full for a while. */
class FullDiskIT {
    private static final Duration LONG = Duration.ofSeconds(120);

    @Test
    void theEmbeddedDatabaseServesAgainOnceItsDiskHasRoomAtOnceOrAfterARestartThatTheNodeAsksFor() throws Exception {
        assumeTrue(SmallDisk.mayBeMounted(), "only root may mount a small disk");
        try (SmallDisk disk = SmallDisk.mounted();
                Broker broker = Broker.started("full-disk/broker");
                NodeProcess node = NodeProcess.named("full-disk/node")
                        .set("CARILLON_DATA_DIR", disk.directory())
                        .set("CARILLON_MQTT_URL", broker.url())
                        .set("CARILLON_JWT_SECRET", Service.SECRET)) {
            node.start().awaitReady();
            Service service = new Service(node.api());
            JsonNode group = service.create(service.device(), "1111111", Json.task("3", "33", "{\"on\":1}"));

            disk.fill();
            await().atMost(LONG).until(() -> status(service, group) != 200);
            Instant until = Instant.now().plusSeconds(15);
            await().atMost(LONG).pollInterval(Duration.ofSeconds(1)).until(() -> {
                assertThat(status(service, group)).isNotEqualTo(200);
                return Instant.now().isAfter(until);
            });
            disk.free();

            await().atMost(LONG).until(() -> {
                if (!node.running()) startAgain(node);
                return status(service, group) == 200;
            });
            service.alice.post(Service.path(group) + "run/", "{}").ok();
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(service.verdicts(group)).contains("no_subscriber"));
            assertThat(Files.readString(node.log()))
                    .containsOnlyOnce("The embedded database has ended and is opened again");
        }
    }

    /** As a supervisor does. */
    private static void startAgain(NodeProcess node) {
        assertThat(node.awaitExit(Duration.ZERO)).as("exit code").isEqualTo(3);
        node.start().awaitReady();
    }

    /** Of a change; 0 where nobody answers. */
    private static int status(Service service, JsonNode group) {
        try {
            return change(service, group).status();
        } catch (UncheckedIOException nobody) {
            return 0;
        }
    }

    /** One that changes something each time. */
    private static Answer change(Service service, JsonNode group) {
        String task = Json.task("4", Integer.toString((int) (Math.floorMod(System.nanoTime(), 60L))), "{\"on\":1}");
        return service.alice.put(Service.path(group), Json.change("1111111", true, task));
    }
}
