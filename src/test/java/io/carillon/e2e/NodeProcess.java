package io.carillon.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One node: a JVM of its own on {@code target/carillon.jar}. It keeps its ports, settings and directory
 * ({@code target/e2e/<name>}, emptied at first) over restarts; everything it prints is in {@code node.log} there.
 */
public final class NodeProcess implements AutoCloseable {
    public static final Path JAR =
            Path.of(System.getProperty("carillon.jar", "target/carillon.jar")).toAbsolutePath();
    private static final String NODE_PORT = "25520";
    private static final Duration START = Duration.ofMinutes(4);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Lives so shortly that the JIT's second tier would cost more than it gives. */
    static final List<String> SMALL = List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Path directory;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private Path jar = JAR;
    private @Nullable List<String> options;
    private @Nullable Process process;

    private NodeProcess(String name) {
        directory = Directories.empty(Path.of("target", "e2e", name).toAbsolutePath());
    }

    /** Not started yet. No setting at all: the default ports, and data in {@code ./data}. */
    static NodeProcess withDefaults(String name) {
        return new NodeProcess(name);
    }

    /** Not started yet. Ports of its own, a data directory of its own; all else is the contract's default. */
    public static NodeProcess named(String name) {
        var node = new NodeProcess(name);
        return node.set("CARILLON_HTTP_PORT", FreePort.find())
                .set("CARILLON_MANAGEMENT_PORT", FreePort.find())
                .set("CARILLON_NODE_PORT", FreePort.find())
                .set("CARILLON_DATA_DIR", node.directory.resolve("data"));
    }

    /** Sets an environment variable of the next start. */
    public NodeProcess set(String variable, Object value) {
        settings.put(variable, value.toString());
        return this;
    }

    /** The program of the next start, in place of {@link #JAR}. */
    public NodeProcess jar(Path instead) {
        jar = instead;
        return this;
    }

    /** Options of the JVM's next start, in place of a small heap. */
    public NodeProcess jvm(String... instead) {
        options = List.of(instead);
        return this;
    }

    /** Starts the JVM and returns at once. */
    public NodeProcess start() {
        if (running()) throw new IllegalStateException(this + " runs already");
        process = spawn(jar, directory, settings, log(), log(), options == null ? small(jar) : options, List.of());
        return this;
    }

    /** Returns once {@code /ready} answers 200; fails at once where the process ends instead. */
    public NodeProcess awaitReady() {
        await(this + " is ready")
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!running()) throw new AssertionError(this + " ended with exit code " + exitCode() + tail());
                    return management("/ready") == 200;
                });
        return this;
    }

    public Scrape metrics() {
        return Scrape.parse(ask("GET", "/metrics")
                .orElseThrow(() -> new AssertionError("no /metrics of " + this))
                .body());
    }

    /** The status that the management endpoint answers, or 0 while nobody answers there. */
    public int management(String path) {
        return ask("GET", path).map(HttpResponse::statusCode).orElse(0);
    }

    /** The status of the members that this node sees, by their {@code host:port}; none while nobody answers. */
    public Map<String, String> members() {
        Map<String, String> members = new TreeMap<>();
        ask("GET", "/cluster/members").ifPresent(answer -> {
            for (JsonNode member : Json.parse(answer.body()).path("members"))
                members.put(
                        member.path("node").asText().replaceFirst(".*@", ""),
                        member.path("status").asText());
        });
        return members;
    }

    /** What the management endpoint answers, if anybody does. */
    public Optional<HttpResponse<String>> ask(String method, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://" + managementAddress() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return Optional.of(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException nobodyYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public URI api() {
        return URI.create("http://" + address("HTTP", "8080"));
    }

    /** Where the others of the cluster reach this node. */
    public String address() {
        return address("NODE", NODE_PORT);
    }

    /** Whether of two nodes that form a cluster this one stays when the other is gone: the one with the lower address does. */
    boolean outlasts(NodeProcess other) {
        return nodePort() < other.nodePort();
    }

    private int nodePort() {
        return Integer.parseInt(settings.getOrDefault("CARILLON_NODE_PORT", NODE_PORT));
    }

    /** Where probes and metrics are. */
    public String managementAddress() {
        return address("MANAGEMENT", "8558");
    }

    private String address(String what, String port) {
        return settings.getOrDefault("CARILLON_" + what + "_HOST", "127.0.0.1")
                + ":"
                + settings.getOrDefault("CARILLON_" + what + "_PORT", port);
    }

    public Path directory() {
        return directory;
    }

    public Path log() {
        return directory.resolve("node.log");
    }

    public boolean running() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return process().pid();
    }

    /** {@code kill -9}; returns when the process is gone. */
    public void kill() {
        process().destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** {@code SIGTERM}; returns at once. */
    public void terminate() {
        process().destroy();
    }

    /** {@code SIGSTOP}: the node stands still, its sockets stay open. */
    public void pause() {
        signal("STOP");
    }

    /** {@code SIGCONT} */
    public void resume() {
        signal("CONT");
    }

    public int awaitExit(Duration atMost) {
        try {
            if (!process().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
                throw new AssertionError(this + " still runs after " + atMost + tail());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return exitCode();
    }

    @Override
    public void close() {
        if (running()) kill();
    }

    @Override
    public String toString() {
        return "node " + directory.getFileName() + " (log: " + log() + ")";
    }

    /** Starts {@code java -jar carillon.jar <arguments>} with these settings and no others; what it prints goes to files. */
    static Process spawn(
            Path directory, Map<String, String> settings, Path output, Path errors, List<String> arguments) {
        return spawn(JAR, directory, settings, output, errors, small(JAR), arguments);
    }

    private static List<String> small(Path jar) {
        if (!jar.equals(JAR)) return SMALL;
        return Stream.concat(SMALL.stream(), LoadedClasses.options().stream()).toList();
    }

    private static Process spawn(
            Path jar,
            Path directory,
            Map<String, String> settings,
            Path output,
            Path errors,
            List<String> options,
            List<String> arguments) {
        if (!Files.exists(jar)) throw new AssertionError(jar + " is missing: run `mvn package` first");
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(output.equals(errors))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_") || name.startsWith("KUBERNETES_"));
        builder.environment().putAll(settings);
        try {
            Process started = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        try {
            var kill = new ProcessBuilder(
                            "kill", "-" + name, Long.toString(process().pid()))
                    .start();
            if (kill.waitFor() != 0) throw new AssertionError("kill -" + name + " failed for " + this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process process() {
        if (process == null) throw new IllegalStateException(this + " was never started");
        return process;
    }

    private int exitCode() {
        return process().exitValue();
    }

    private String tail() {
        try {
            var lines = Files.readAllLines(log());
            return "; its last lines:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }
}
