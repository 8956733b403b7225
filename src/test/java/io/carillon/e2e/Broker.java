package io.carillon.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An MQTT 5 broker on loopback that can be stopped and started again on its port. Sessions and what is queued for
 * them survive that, so a subscriber misses nothing.
 */
public interface Broker extends AutoCloseable {
    int port();

    void start();

    void stop();

    /** Ends it without a goodbye, where that can be done; sessions are then lost. */
    default void kill() {
        stop();
    }

    default String url() {
        return "mqtt://127.0.0.1:" + port();
    }

    @Override
    default void close() {
        stop();
    }

    /**
     * A started one: mosquitto where it is installed (with {@code CI=true} it must be), else HiveMQ in this JVM.
     *
     * @param settings more lines of mosquitto's configuration
     */
    static Broker started(String name, String... settings) {
        Path directory = Directories.empty(Path.of("target", "e2e", name).toAbsolutePath());
        boolean installed = Files.isExecutable(MosquittoBroker.EXECUTABLE);
        if (!installed && "true".equals(System.getenv("CI")))
            throw new AssertionError("CI must test with a real mosquitto: install " + MosquittoBroker.EXECUTABLE);
        Broker broker = installed ? MosquittoBroker.in(directory, settings) : new HiveMqBroker(directory);
        broker.start();
        return broker;
    }

    /**
     * A started mosquitto.
     *
     * @param settings more lines of its configuration
     */
    static Broker mosquitto(String name, String... settings) {
        Broker broker = MosquittoBroker.in(
                Directories.empty(Path.of("target", "e2e", name).toAbsolutePath()), settings);
        broker.start();
        return broker;
    }
}
