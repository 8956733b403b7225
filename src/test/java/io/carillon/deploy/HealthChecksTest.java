package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.FreePort;
import io.carillon.Mosquitto;
import io.carillon.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** compose.yaml's health checks of what is not ours, each as compose and an engine run it, against the real server. */
class HealthChecksTest {
    private final Compose compose =
            new Compose(Map.of("CARILLON_MQTT_PASSWORD", "a password", "CARILLON_DB_PASSWORD", "another"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private int pgPort;

    @Test
    void mosquittoIsHealthyOnceItRuns() throws Exception {
        Mosquitto.required();
        required("mosquitto_sub");
        int port = FreePort.find();
        // its clients read options from here, the port of compose's container aside
        Files.writeString(directory.resolve("mosquitto_sub"), "-p " + port + "\n");
        assertThat(run(compose.healthcheck("mosquitto"), "mosquitto")).isNotZero();
        Files.writeString(directory.resolve("mosquitto.conf"), configuration(port));
        Files.copy(Path.of("docker/mosquitto.acl"), directory.resolve("mosquitto.acl"));
        Process broker = start(
                compose.entrypoint("mosquitto").stream()
                        .map(text -> text.replace("/mosquitto/config", directory.toString())
                                .replace("/tmp/passwords", directory + "/passwords"))
                        .toList(),
                "mosquitto");
        try {
            await("mosquitto is healthy; see " + directory)
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> run(compose.healthcheck("mosquitto"), "mosquitto") == 0);
        } finally {
            broker.destroyForcibly().waitFor();
        }
    }

    @Test
    void postgresIsHealthyOnceItRuns() throws Exception {
        required("pg_isready");
        pgPort = FreePort.find();
        assertThat(run(compose.healthcheck("postgres"), "postgres")).isNotZero();
        pgPort = URI.create(PostgresServer.newDatabase().jdbcUrl().substring("jdbc:".length()))
                .getPort();
        await("postgres is healthy; see " + directory)
                .atMost(Duration.ofMinutes(2))
                .until(() -> run(compose.healthcheck("postgres"), "postgres") == 0);
    }

    /** docker/mosquitto.conf in this directory, on that port, as the user who runs the test. */
    private String configuration(int port) {
        return Repository.text("docker/mosquitto.conf")
                .replace("listener 1883", "user " + System.getProperty("user.name") + "\nlistener " + port)
                .replace("/mosquitto/data", directory.toString())
                .replace("/mosquitto/config", directory.toString())
                .replace("/tmp/passwords", directory + "/passwords");
    }

    private static void required(String program) {
        boolean there = List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
        if ("true".equals(System.getenv("CI"))) assertThat(there).as(program).isTrue();
        assumeTrue(there, program + " is not installed");
    }

    private int run(List<String> command, String service) throws IOException, InterruptedException {
        Process process = start(command, service);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process start(List<String> command, String service) throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().putAll(compose.environment(service));
        builder.environment().put("XDG_CONFIG_HOME", directory.toString());
        builder.environment().put("PGPORT", Integer.toString(pgPort));
        return builder.start();
    }
}
