package io.carillon.deploy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** A script of the resources' directory engine, which makes something of Debian's packages and installs none. */
public final class DebianScript {
    private static final Path SCRIPTS = Path.of("src/test/resources/io/carillon/deploy/engine");
    private static final int IMPOSSIBLE = 3;

    private DebianScript() {}

    /**
     * Returns once the script says that it is ready; it may go on running. Skips the test where this machine does not let
     * it, and prints why.
     *
     * @param directory of what it makes, which is kept for the next time
     */
    public static Process ready(String script, Path directory) {
        try {
            Path log = Files.createDirectories(directory).resolve(script + ".log");
            Process process = new ProcessBuilder("bash", SCRIPTS.resolve(script).toString(), directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            await(script + " is ready; see " + log)
                    .atMost(Duration.ofMinutes(30))
                    .until(() -> !process.isAlive() || Files.readAllLines(log).contains("ready"));
            List<String> said = Files.readAllLines(log);
            if (said.contains("ready")) return process;
            String why = script + ": " + String.join("", said.subList(Math.max(0, said.size() - 1), said.size()));
            if (process.exitValue() != IMPOSSIBLE) throw new AssertionError(why + "; see " + log);
            System.out.println("Skipped: " + why);
            throw new TestAbortedException(why);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
