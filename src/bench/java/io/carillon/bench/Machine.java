package io.carillon.bench;

import io.carillon.e2e.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was measured on. */
final class Machine {
    private Machine() {}

    static String described(Database server) throws IOException {
        return "%s, %d cores, %s %s, Java %s, PostgreSQL %s with fsync %s, %s"
                .formatted(
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version(),
                        server.query("postgres", "show server_version").get(0),
                        server.query("postgres", "show fsync").get(0),
                        mosquitto());
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) return System.getProperty("os.arch");
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String mosquitto() throws IOException {
        Process help = new ProcessBuilder("/usr/sbin/mosquitto", "-h")
                .redirectErrorStream(true)
                .start();
        return new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("mosquitto");
    }
}
