package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Contract 4: {@code java -jar carillon.jar} in an empty directory, its commands, and what a wrong setting does. */
@Tag("alone")
@Execution(ExecutionMode.CONCURRENT)
class NewcomerIT {
    private static final int[] DEFAULT_PORTS = {8080, 8558, 1883, 25520};

    @SideBySide
    void with_nothing_configured_a_command_arrives_on_time_and_a_restart_keeps_everything() throws Exception {
        for (int port : DEFAULT_PORTS) FreePort.require(port, "the defaults of contract 4 are under test");
        try (var node = NodeProcess.withDefaults("newcomer")) {
            Stage.started(node);
            await("the ready line names the addresses, and the next commands to paste are shown; " + node)
                    .untilAsserted(() -> assertThat(Files.readString(node.log()))
                            .contains(
                                    "8080",
                                    "1883",
                                    "token",
                                    "/bindings/",
                                    "/v3/schedule/task/",
                                    "listen",
                                    "/console/#token="));
            onLoopbackOnly();
            secretIsForItsOwnerOnly(node.directory().resolve("data"));

            String token = token(node, "--user", "alice");
            var alice = new OutsideClient(node.api(), "jwt " + token);
            var root = new OutsideClient(node.api(), "jwt " + token(node, "--user", "root", "--admin"));
            alice.put("/v3/devices/lamp/bindings/alice/").notBound();
            root.put("/v3/devices/lamp/bindings/alice/").ok();
            var shortLived = new OutsideClient(node.api(), "jwt " + token(node, "--user", "alice", "--ttl", "1s"));

            Path heard = node.directory().resolve("listen.log");
            Process listen = NodeProcess.spawn(node.directory(), Map.of(), heard, heard, List.of("listen"));
            var due = Stage.aim();
            JsonNode group = alice.post(Service.TASK, Json.newGroup("lamp", "1111111", due.task("{\"switch\":1}")))
                    .ok("create crontab ok.")
                    .data();
            await("`listen` prints the command on time; see " + heard + "; " + node)
                    .atMost(Duration.between(Instant.now(), due.plus(4)))
                    .untilAsserted(() -> assertThat(Files.readString(heard))
                            .contains("c2d/lamp/commands")
                            .contains("{\"switch\":1}"));
            listen.destroy();
            assertThat(listen.waitFor(10, TimeUnit.SECONDS))
                    .as("listen ends on SIGTERM")
                    .isTrue();
            await("a token of one second expires, at the latest with the leeway")
                    .atMost(Duration.ofSeconds(35))
                    .untilAsserted(() ->
                            shortLived.get(Service.TASKS + "?device_id=lamp").refused(401, 10100));

            node.terminate();
            assertThat(node.awaitExit(Duration.ofSeconds(30)))
                    .as("exit code of %s", node)
                    .isIn(0, 143);
            assertThat(Files.readAllLines(node.log()))
                    .as("a healthy life, from start to stop, warns of nothing")
                    .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
            assertThat(doctor(node)).anyMatch(line -> line.contains("migrations, none pending"));
            node.start().awaitReady();
            assertThat(doctor(node)).anyMatch(line -> line.contains("in use by the node that runs here"));
            assertThat(alice.get(Service.path(group)).bare().json())
                    .as("the schedule, and the secret that the token was made with, outlive the process")
                    .isEqualTo(group);
        }
    }

    @SideBySide
    void a_wrong_setting_stops_the_start_with_one_line_naming_it() {
        assertStopped(Map.of("CARILLON_GRACE", "9s"), "CARILLON_GRACE");
    }

    @SideBySide
    void files_that_are_no_PEM_stop_the_start() throws IOException {
        String file = Files.writeString(
                        Directories.empty(Path.of("target", "e2e", "no-pem")).resolve("file"), "no PEM\n")
                .toAbsolutePath()
                .toString();
        assertStopped(
                Map.of("CARILLON_TLS_CERT", file, "CARILLON_TLS_KEY", file, "CARILLON_TLS_CA", file),
                "CARILLON_TLS_CERT");
    }

    private static void assertStopped(Map<String, String> wrong, String naming) {
        Path directory =
                Directories.empty(Path.of("target", "e2e", "wrong-settings", Integer.toHexString(wrong.hashCode()))
                        .toAbsolutePath());
        Path output = directory.resolve("output.log");
        var settings = new LinkedHashMap<String, String>();
        settings.put("CARILLON_HTTP_PORT", Integer.toString(FreePort.find()));
        settings.put("CARILLON_MANAGEMENT_PORT", Integer.toString(FreePort.find()));
        settings.put("CARILLON_NODE_PORT", Integer.toString(FreePort.find()));
        settings.put("CARILLON_MQTT_URL", "mqtt://127.0.0.1:" + FreePort.find());
        settings.putAll(wrong);
        Process process = NodeProcess.spawn(directory, settings, output, output, List.of("serve"));
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS))
                    .as("%s stops by itself; %s", wrong, output)
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("exit code with %s; %s", wrong, output)
                .isEqualTo(2);
        assertThat(lines(output))
                .as("the one line with %s", wrong)
                .hasSize(1)
                .first()
                .asString()
                .contains(naming);
    }

    private static String token(NodeProcess node, String... options) throws Exception {
        Path output = Files.createTempFile(node.directory(), "token", ".out");
        Path errors = Path.of(output + ".err");
        var arguments = new ArrayList<>(List.of("token"));
        Collections.addAll(arguments, options);
        Process process = NodeProcess.spawn(node.directory(), Map.of(), output, errors, arguments);
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("`token` ends; see %s", output)
                .isTrue();
        assertThat(process.exitValue())
                .as("exit code of `token`; see %s", output)
                .isZero();
        List<String> lines = lines(output);
        assertThat(lines).as("`token` prints the token and nothing else").hasSize(1);
        assertThat(lines.get(0)).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        return lines.get(0);
    }

    /** What it says of the defaults, all of which is in order. */
    private static List<String> doctor(NodeProcess node) throws Exception {
        Path output = Files.createTempFile(node.directory(), "doctor", ".out");
        Process process =
                NodeProcess.spawn(node.directory(), Map.of(), output, Path.of(output + ".err"), List.of("doctor"));
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("`doctor` ends; see %s", output)
                .isTrue();
        List<String> lines = lines(output);
        assertThat(lines).as("%s", output).hasSizeGreaterThan(6).allMatch(line -> line.startsWith("ok "));
        assertThat(process.exitValue())
                .as("exit code of `doctor`; see %s", output)
                .isZero();
        return lines;
    }

    /** No interface of this machine but loopback answers on the default ports. */
    private static void onLoopbackOnly() throws IOException {
        for (var network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (var address : Collections.list(network.getInetAddresses())) {
                if (address.isLoopbackAddress()) continue;
                for (int port : DEFAULT_PORTS) {
                    try (var socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, port), 1000);
                        throw new AssertionError("port " + port + " answers on " + address);
                    } catch (IOException closed) {
                        // as it should be
                    }
                }
            }
        }
    }

    private static void secretIsForItsOwnerOnly(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> file.getFileName().toString().contains("secret"))
                            .toList())
                    .as("the generated secret in %s", data)
                    .isNotEmpty()
                    .allSatisfy(
                            secret -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                                    .isEqualTo("rw-------"));
        }
    }

    /** Without what the JVM itself says about its own environment. */
    private static List<String> lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("Picked up "))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
