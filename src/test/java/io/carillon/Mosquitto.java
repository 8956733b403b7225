package io.carillon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real mosquitto in a process of its own, on one port for its whole life. */
public final class Mosquitto implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/sbin/mosquitto");
    private static final String MISSING = BINARY + " is missing: install Debian's package mosquitto";

    private final int port = FreePort.find();
    private final Path directory;
    private @Nullable Process process;

    /** Skips the test where mosquitto is not installed; with {@code CI=true} it fails instead. */
    public static void required() {
        boolean there = Files.isExecutable(BINARY);
        if ("true".equals(System.getenv("CI"))) assertThat(there).as(MISSING).isTrue();
        assumeTrue(there, MISSING);
    }

    /**
     * Not started yet. Nobody may publish to {@code denied/…}.
     *
     * @param settings more lines of its configuration
     */
    public Mosquitto(Path directory, String... settings) {
        this.directory = directory;
        try {
            Files.writeString(
                    directory.resolve("acl"),
                    """
                    topic readwrite c2d/#
                    topic read denied/#
                    """);
            Files.writeString(
                    directory.resolve("mosquitto.conf"),
                    """
                    listener %d 127.0.0.1
                    allow_anonymous true
                    acl_file %s
                    max_queued_messages 200000
                    user %s
                    %s
                    """
                            .formatted(
                                    port,
                                    directory.resolve("acl"),
                                    System.getProperty("user.name"),
                                    String.join("\n", settings)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public int port() {
        return port;
    }

    /** Not started yet. Lets in these users with their passwords, and they may do what these rules say. */
    public Mosquitto(Path directory, Path rules, Map<String, String> users) {
        this.directory = directory;
        try {
            Path passwords = Files.createFile(directory.resolve("passwords"));
            for (Map.Entry<String, String> user : users.entrySet())
                if (new ProcessBuilder("mosquitto_passwd", "-b", passwords.toString(), user.getKey(), user.getValue())
                                .inheritIO()
                                .start()
                                .waitFor()
                        != 0) throw new IllegalStateException("mosquitto_passwd");
            Files.writeString(
                    directory.resolve("mosquitto.conf"),
                    """
                    listener %d 127.0.0.1
                    allow_anonymous false
                    password_file %s
                    acl_file %s
                    user %s
                    """
                            .formatted(port, passwords, rules.toAbsolutePath(), System.getProperty("user.name")));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Returns when it listens. */
    public Mosquitto start() {
        try {
            process = new ProcessBuilder(
                            BINARY.toString(),
                            "-c",
                            directory.resolve("mosquitto.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("mosquitto.log").toFile()))
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(listens())
                .as(() -> "mosquitto listens; it says: " + said())
                .isTrue());
        return this;
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("mosquitto.log"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** SIGTERM. */
    public void stop() {
        end(false);
    }

    /** {@code kill -9}. */
    public void kill() {
        end(true);
    }

    private void end(boolean forcibly) {
        if (process == null) return;
        if (forcibly) process.destroyForcibly();
        else process.destroy();
        process.onExit().join();
        process = null;
    }

    @Override
    public void close() {
        kill();
    }
}
