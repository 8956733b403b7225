package io.carillon.node;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The embedded MQTT 5 broker: HiveMQ CE in this process. It accepts local connections only; sessions and retained
 * messages are in memory and end with the process.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** Allows for the courier's publishes in flight, and for a slow listener's queue. */
    private static final String CONFIG =
            """
            <?xml version="1.0"?>
            <hivemq>
              <listeners>
                <tcp-listener><port>%d</port><bind-address>%s</bind-address></tcp-listener>
              </listeners>
              <mqtt>
                <queued-messages><max-queue-size>200000</max-queue-size></queued-messages>
                <receive-maximum><server-receive-maximum>10000</server-receive-maximum></receive-maximum>
              </mqtt>
              <persistence><mode>in-memory</mode></persistence>
              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            </hivemq>
            """;

    private final EmbeddedHiveMQ broker;

    /**
     * Returns once it listens.
     *
     * @param host a loopback address
     * @param directory for its files; created if missing
     * @throws IllegalArgumentException where the host is no loopback address
     * @throws IllegalStateException where the port is taken, naming it
     * @throws CompletionException where it cannot start for another reason
     */
    public EmbeddedBroker(String host, int port, Path directory) {
        this(host, port, directory, null);
    }

    EmbeddedBroker(String host, int port, Path directory, @Nullable ExtensionMain guard) {
        InetAddress address = loopback(host);
        requireFree(address, port);
        var builder = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configured(address, port, directory))
                .withDataFolder(made(directory.resolve("data")))
                .withExtensionsFolder(made(directory.resolve("extensions")))
                .withoutLoggingBootstrap();
        if (guard != null)
            builder.withEmbeddedExtension(EmbeddedExtension.builder()
                    .withId("guard")
                    .withName("guard")
                    .withVersion("1")
                    .withExtensionMain(guard)
                    .build());
        broker = builder.build();
        try {
            broker.start().join();
        } catch (CompletionException failed) {
            close();
            throw failed;
        }
    }

    private static InetAddress loopback(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (address.isLoopbackAddress()) return address;
        } catch (IOException unknown) {
            // reported below
        }
        throw new IllegalArgumentException("the embedded broker lets anybody in: a loopback address expected");
    }

    /** HiveMQ itself would log it, leave it out of its exception, and take seconds for that. */
    private static void requireFree(InetAddress address, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
        } catch (IOException taken) {
            throw new IllegalStateException(
                    "the embedded MQTT broker cannot listen on " + address.getHostAddress() + ":" + port + ": "
                            + taken.getMessage(),
                    taken);
        }
    }

    private static Path configured(InetAddress address, int port, Path directory) {
        try {
            Path folder = made(directory.resolve("conf"));
            Files.writeString(folder.resolve("config.xml"), CONFIG.formatted(port, address.getHostAddress()));
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        try {
            broker.close();
        } catch (ExecutionException failed) {
            throw new CompletionException(failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
