package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.e2e.Directories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** docker/up on a real Docker Engine: see engine/start.sh. {@code mvn -Pengine verify} */
@Tag("engine")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EngineIT {
    private static final Path DIRECTORY = Path.of("target/engine").toAbsolutePath();
    private static final Path TREE = DIRECTORY.resolve("tree");
    private static final String START = "src/test/resources/io/carillon/deploy/engine/start.sh";
    private static final int IMPOSSIBLE = 3;
    private static final Duration LONG = Duration.ofMinutes(20);

    private static Process engine;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        Path log = DIRECTORY.resolve("start.log");
        engine = new ProcessBuilder("bash", START, DIRECTORY.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await("the engine; see " + log)
                .atMost(LONG)
                .until(() -> !engine.isAlive() || said(log).endsWith("ready\n"));
        if (!engine.isAlive() && engine.exitValue() == IMPOSSIBLE) {
            String why = "no Docker Engine here: " + said(log).lines().reduce("", (before, last) -> last);
            System.out.println(why);
            assumeTrue(false, why);
        }
        assertThat(engine.isAlive()).as(said(log)).isTrue();
        copyOfTheTree();
        Files.writeString(
                TREE.resolve("docker/full-heap.yaml"),
                "services: {node1: {environment: {JAVA_TOOL_OPTIONS: -Xms666m -XX:+AlwaysPreTouch}}}\n");
    }

    @AfterAll
    static void stop() throws Exception {
        if (!engine.isAlive()) return;
        run("docker", "compose", "down", "--volumes", "--timeout", "30");
        engine.destroy();
        engine.waitFor();
    }

    @Test
    @Order(1)
    void docker_up_returns_with_three_healthy_nodes() throws Exception {
        run("sh", "./up");
        for (String node : List.of("node1", "node2", "node3"))
            assertThat(health(node)).isEqualTo("healthy");
        assertThat(run("docker", "compose", "exec", "-T", "node1", "cat", "bom.json"))
                .contains("\"bomFormat\" : \"CycloneDX\"")
                .doesNotContain("com.h2database");
    }

    @Test
    @Order(2)
    void it_rings_and_goes_on_when_a_node_is_killed() throws Exception {
        String token = run("docker", "compose", "exec", "-T", "node1", "carillon", "token", "--user", "root", "--admin")
                .strip();
        call(token, "PUT", "/v3/devices/lamp/bindings/root/", "");
        String group = call(
                        token,
                        "POST",
                        "/v3/schedule/task/",
                        "{\"device_id\":\"lamp\",\"period\":\"1111111\",\"tasks\":"
                                + "[{\"hour\":\"7\",\"minute\":\"0\",\"commands\":\"{}\"}]}")
                .replaceAll("(?s).*\"group_id\":\"([^\"]+)\".*", "$1");
        assertRings(token, group);

        String pid = run("docker", "inspect", "--format", "{{.State.Pid}}", "carillon-node2-1")
                .strip();
        run("kill", "-9", pid);
        assertRings(token, group);
        await("it is back").atMost(LONG).until(() -> health("node2").equals("healthy"));
    }

    @Test
    @Order(3)
    void the_doctor_does_not_kill_a_node_whose_heap_is_full() throws Exception {
        run("docker", "compose", "-f", "compose.yaml", "-f", "full-heap.yaml", "up", "--wait", "--no-build");
        assertThat(run("docker", "compose", "exec", "-T", "node1", "carillon", "doctor"))
                .contains("ok    database", "ok    broker");
        assertThat(run(
                        "docker",
                        "inspect",
                        "--format",
                        "{{.State.Running}} {{.State.OOMKilled}} {{.RestartCount}}",
                        "carillon-node1-1"))
                .isEqualTo("true false 0\n");
    }

    private static void assertRings(String token, String group) throws Exception {
        Process heard = command(
                        "docker",
                        "compose",
                        "exec",
                        "-T",
                        "mosquitto",
                        "sh",
                        "-c",
                        "mosquitto_sub -u \"$MQTT_USER\" -P \"$MQTT_PASSWORD\" -t 'c2d/#' -q 1 -C 1 -W 120")
                .start();
        await("the command arrives").atMost(Duration.ofMinutes(3)).until(() -> {
            call(token, "POST", "/v3/schedule/task/" + group + "/run/", "{}");
            return !heard.isAlive();
        });
        assertThat(heard.exitValue()).isZero();
    }

    /** On the first node, within the engine's network. */
    private static String call(String token, String method, String path, String body) throws Exception {
        String daemon = Files.readString(DIRECTORY.resolve("pid")).strip();
        return run(
                "nsenter",
                "--target",
                daemon,
                "--net",
                "curl",
                "-fsS",
                "-m",
                "20",
                "-X",
                method,
                "-H",
                "Authorization: jwt " + token,
                "-H",
                "Content-Type: application/json",
                "-d",
                body,
                "http://127.0.0.1:8081" + path);
    }

    private static String health(String service) throws Exception {
        return run("docker", "inspect", "--format", "{{.State.Health.Status}}", "carillon-" + service + "-1")
                .strip();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = command(command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + said)
                .isZero();
        return said;
    }

    private static ProcessBuilder command(String... command) {
        var builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .directory(TREE.resolve("docker").toFile())
                .redirectError(DIRECTORY.resolve("errors.log").toFile());
        builder.environment().put("DOCKER_HOST", "unix://" + DIRECTORY.resolve("docker.sock"));
        builder.environment().put("DOCKER_CONFIG", DIRECTORY.resolve("config").toString());
        builder.environment()
                .merge("PATH", DIRECTORY.resolve("root/usr/bin").toString(), (path, ours) -> ours + ":" + path);
        return builder;
    }

    /** So that docker/.env is made there. */
    private static void copyOfTheTree() throws Exception {
        Directories.empty(TREE);
        Process copying = new ProcessBuilder("cp", "-r", "pom.xml", ".dockerignore", "src", "docker", TREE.toString())
                .inheritIO()
                .start();
        assertThat(copying.waitFor()).isZero();
        Files.deleteIfExists(TREE.resolve("docker/.env"));
    }

    private static String said(Path log) throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
