package io.carillon.e2e;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The classes of a running node as one file that the JVMs of other nodes map: loading and verifying them is half of a
 * node's start. The first test that starts a node makes it.
 */
final class LoadedClasses {
    private static final Path ARCHIVE = Path.of("target", "e2e", "classes.jsa").toAbsolutePath();
    /** A JVM to which the file does not fit loads the classes itself, and would say so. */
    private static final List<String> OPTIONS = List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:cds*=off");

    private static final class Made {
        static final List<String> OPTIONS = make();
    }

    private LoadedClasses() {}

    /** Of a JVM that runs {@link NodeProcess#JAR}. */
    static List<String> options() {
        return Made.OPTIONS;
    }

    private static List<String> make() {
        try {
            Files.createDirectories(ARCHIVE.getParent());
            // other JVMs of tests wait meanwhile
            try (FileChannel channel = FileChannel.open(Path.of(ARCHIVE + ".lock"), CREATE, WRITE);
                    FileLock held = channel.lock()) {
                if (!isNewer()) runOrDoWithout();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return OPTIONS;
    }

    private static boolean isNewer() throws IOException {
        return Files.exists(ARCHIVE)
                && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(NodeProcess.JAR)) > 0;
    }

    /** Tests that can do without the file do not fail for want of it. */
    private static void runOrDoWithout() throws IOException {
        try {
            run();
        } catch (AssertionError | ConditionTimeoutException failed) {
            System.err.println("Each node loads its classes itself, because " + failed.getMessage());
            Files.write(ARCHIVE, new byte[0]);
        }
    }

    /** A node's life from its start to its end, which leaves the file. */
    private static void run() throws IOException {
        Files.deleteIfExists(ARCHIVE);
        try (var database = new Database("classes/pg");
                var broker = Broker.started("classes/broker");
                var node = NodeProcess.named("classes/node")
                        .set("CARILLON_DB_URL", database.create("classes"))
                        .set("CARILLON_DB_USER", Database.USER)
                        .set("CARILLON_DB_PASSWORD", Database.PASSWORD)
                        .set("CARILLON_MQTT_URL", broker.url())
                        .set("CARILLON_JWT_SECRET", Service.SECRET)
                        .jvm(Stream.concat(NodeProcess.SMALL.stream(), Stream.of("-XX:ArchiveClassesAtExit=" + ARCHIVE))
                                .toArray(String[]::new))) {
            node.start().awaitReady();
            var service = new Service(node.api());
            service.create(service.device(), "1111111", Json.task("7", "00", "{}"));
            node.terminate();
            node.awaitExit(Duration.ofMinutes(4));
        }
    }
}
