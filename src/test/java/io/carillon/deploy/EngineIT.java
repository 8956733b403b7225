package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.e2e.Directories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    private static final Duration LONG = Duration.ofMinutes(20);

    private static @Nullable Process engine;

    @BeforeAll
    static void start() throws Exception {
        engine = DebianScript.ready("start.sh", DIRECTORY);
        copyOfTheTree();
        Files.writeString(
                TREE.resolve("docker/full-heap.yaml"),
                "services: {node1: {environment: {JAVA_TOOL_OPTIONS: -Xms666m -XX:+AlwaysPreTouch}}}\n");
    }

    @AfterAll
    static void stop() throws Exception {
        if (engine == null) return;
        run("docker", "compose", "down", "--volumes", "--timeout", "30");
        engine.destroy();
        engine.waitFor();
    }

    @Test
    @Order(1)
    void who_pastes_what_the_readme_says_has_three_healthy_nodes_and_hears_a_command() throws Exception {
        Path log = DIRECTORY.resolve("pasted.log");
        Instant start = Instant.now();
        Process shell = insideTheNetwork("sh", "-ec", readme() + "wait")
                .directory(TREE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await("the command is heard; see " + log).atMost(LONG).until(() -> {
                if (!shell.isAlive()) throw new AssertionError("it ended; see " + log);
                return Files.readString(log).contains("c2d/lamp/commands  {\"switch\":1}");
            });
        } finally {
            shell.descendants().forEach(ProcessHandle::destroy);
        }
        System.out.println("README's lines ring after "
                + Duration.between(start, Instant.now()).toSeconds() + " s");
        for (String node : List.of("node1", "node2", "node3"))
            assertThat(health(node)).isEqualTo("healthy");
        assertThat(run("docker", "compose", "exec", "-T", "node1", "cat", "bom.json"))
                .contains("\"bomFormat\" : \"CycloneDX\"")
                .doesNotContain("com.h2database");
    }

    private static String readme() {
        return Stream.of(Repository.text("README.md").split("```(sh)?\n", -1))
                .filter(block -> block.startsWith("docker/up\n"))
                .findFirst()
                .orElseThrow();
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
        Process curl = insideTheNetwork(
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
                        "http://127.0.0.1:8081" + path)
                .start();
        return output(curl, method + " " + path);
    }

    private static ProcessBuilder insideTheNetwork(String... command) throws IOException {
        String daemon = Files.readString(DIRECTORY.resolve("pid")).strip();
        List<String> entering = new ArrayList<>(List.of("nsenter", "--target", daemon, "--net"));
        entering.addAll(List.of(command));
        return command(entering.toArray(String[]::new));
    }

    private static String health(String service) throws Exception {
        return run("docker", "inspect", "--format", "{{.State.Health.Status}}", "carillon-" + service + "-1")
                .strip();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        return output(command(command).start(), String.join(" ", command));
    }

    private static String output(Process process, String what) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(what + ": " + said).isZero();
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
}
