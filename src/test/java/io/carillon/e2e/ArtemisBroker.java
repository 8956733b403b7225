package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Artemis that the profile {@code engine} unpacks. */
final class ArtemisBroker {
    private static final Path PROGRAM =
            Path.of("target/artemis/apache-artemis-2.40.0").toAbsolutePath();
    private static final Map<String, String> JAVA = Map.of("JAVA_HOME", System.getProperty("java.home"));

    private ArtemisBroker() {}

    /** As {@code artemis create} makes it, with no acceptor but one of MQTT. */
    static Broker in(Path directory) {
        int port = FreePort.find();
        Path instance = directory.resolve("instance");
        try {
            var creating = new ProcessBuilder(
                            PROGRAM.resolve("bin/artemis").toString(),
                            "create",
                            "--silent",
                            "--user=carillon",
                            "--password=carillon",
                            "--allow-anonymous",
                            "--no-web",
                            instance.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("create.log").toFile());
            creating.environment().putAll(JAVA);
            assertThat(creating.start().waitFor())
                    .as("%s/create.log", directory)
                    .isZero();
            Path configuration = instance.resolve("etc/broker.xml");
            Files.writeString(
                    configuration,
                    Files.readString(configuration)
                            .replaceAll("<acceptor name=\"(?!mqtt\").*?</acceptor>", "")
                            .replace("0.0.0.0:1883", "127.0.0.1:" + port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new BrokerProcess(
                port,
                directory.resolve("artemis.log"),
                JAVA,
                List.of(instance.resolve("bin/artemis").toString(), "run"));
    }
}
