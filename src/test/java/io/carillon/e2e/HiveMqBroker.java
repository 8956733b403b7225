package io.carillon.e2e;

import com.hivemq.embedded.EmbeddedHiveMQ;
import io.carillon.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** HiveMQ CE inside this JVM. */
final class HiveMqBroker implements Broker {
    private final int port = FreePort.find();
    private final Path directory;
    private final String settings;
    private @Nullable EmbeddedHiveMQ broker;

    /** @param settings more elements of its configuration */
    HiveMqBroker(Path directory, String... settings) {
        this.directory = directory;
        this.settings = String.join("\n", settings);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        try {
            Path configuration = Files.createDirectories(directory.resolve("conf"));
            Files.writeString(
                    configuration.resolve("config.xml"),
                    """
                    <hivemq>
                      <listeners>
                        <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                      </listeners>
                      <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                      %s
                    </hivemq>
                    """
                            .formatted(port, settings));
            var started = EmbeddedHiveMQ.builder()
                    .withConfigurationFolder(configuration)
                    .withDataFolder(Files.createDirectories(directory.resolve("data")))
                    .withExtensionsFolder(Files.createDirectories(directory.resolve("extensions")))
                    .withoutLoggingBootstrap()
                    .build();
            broker = started;
            started.start().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (broker == null) return;
        broker.stop().join();
        broker = null;
    }
}
