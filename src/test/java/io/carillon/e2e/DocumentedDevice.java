package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The device in Python that {@code /docs/devices.html} shows, in a process of its own. */
final class DocumentedDevice implements AutoCloseable {
    private static final Path PAGE = Path.of("src/main/resources/web/docs/devices.html");
    private static final Pattern PROGRAM = Pattern.compile("<pre id=\"python\"[^>]*>\n(.*?)</pre>", Pattern.DOTALL);
    /** Debian's own, which has Debian's packages: another {@code python3} may come before it on the path. */
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private static final String MISSING = "paho-mqtt is missing: install Debian's package python3-paho-mqtt";

    private final Path out;
    private final Process process;

    /** Skips the test where Python or paho-mqtt is missing; with {@code CI=true} it fails instead. */
    DocumentedDevice(String device, Broker broker) throws IOException, InterruptedException {
        boolean there = Files.isExecutable(PYTHON)
                && new ProcessBuilder(PYTHON.toString(), "-c", "import paho.mqtt")
                                .start()
                                .waitFor()
                        == 0;
        if ("true".equals(System.getenv("CI"))) assertThat(there).as(MISSING).isTrue();
        assumeTrue(there, MISSING);
        Matcher program = PROGRAM.matcher(Files.readString(PAGE));
        assertThat(program.find()).isTrue();
        Path directory = Directories.empty(Path.of("target", "e2e", "documented-device"));
        Path file = Files.writeString(directory.resolve("device.py"), program.group(1));
        out = directory.resolve("out");
        process = new ProcessBuilder(
                        PYTHON.toString(), file.toString(), device, "127.0.0.1", Integer.toString(broker.port()))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    /** Its lines so far. */
    List<String> said() throws IOException {
        return Files.readAllLines(out);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
