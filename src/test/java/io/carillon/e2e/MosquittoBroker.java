package io.carillon.e2e;

import static org.awaitility.Awaitility.await;

import io.carillon.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The mosquitto of the operating system, with persistent sessions. */
final class MosquittoBroker implements Broker {
    static final Path EXECUTABLE = Path.of("/usr/sbin/mosquitto");

    private final int port = FreePort.find();
    private final Path directory;
    private @Nullable Process process;

    /** @param settings more lines of its configuration */
    MosquittoBroker(Path directory, String... settings) {
        this.directory = directory;
        // "user root": started by root it would otherwise give up its rights, and not be able to write its sessions
        write(
                directory.resolve("mosquitto.conf"),
                """
                listener %d 127.0.0.1
                allow_anonymous true
                user root
                persistence true
                persistence_location %s/
                max_queued_messages 0
                log_dest stdout
                %s
                """
                        .formatted(port, directory, String.join("\n", settings)));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        try {
            var started = new ProcessBuilder(EXECUTABLE.toString(), "-c", directory.resolve("mosquitto.conf") + "")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("mosquitto.log").toFile()))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            process = started;
            await("mosquitto listens on " + port).atMost(Duration.ofSeconds(10)).until(() -> {
                if (!started.isAlive()) throw new AssertionError("mosquitto ended; see " + directory);
                return listens();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (process == null || !process.isAlive()) return;
        process.destroy(); // SIGTERM: it writes its sessions to disk
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS))
                process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void kill() {
        if (process != null) process.destroyForcibly().onExit().join();
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
