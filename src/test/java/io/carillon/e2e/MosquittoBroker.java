package io.carillon.e2e;

import io.carillon.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The mosquitto of the operating system, with persistent sessions. */
final class MosquittoBroker {
    static final Path EXECUTABLE = Path.of("/usr/sbin/mosquitto");

    private MosquittoBroker() {}

    /** @param settings more lines of its configuration */
    static Broker in(Path directory, String... settings) {
        int port = FreePort.find();
        Path configuration = directory.resolve("mosquitto.conf");
        try {
            // "user root": started by root it would otherwise give up its rights, and not be able to write its sessions
            Files.writeString(
                    configuration,
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BrokerProcess(
                port,
                directory.resolve("mosquitto.log"),
                Map.of(),
                List.of(EXECUTABLE.toString(), "-c", configuration.toString()));
    }
}
