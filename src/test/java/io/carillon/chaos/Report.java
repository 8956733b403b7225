package io.carillon.chaos;

import static java.util.stream.Collectors.groupingBy;

import io.carillon.chaos.Finding.Rule;
import io.carillon.chaos.History.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code target/chaos/report.md}: a line for each scenario that has been run. */
final class Report {
    private static final Path FILE = Path.of("target", "chaos", "report.md");
    private static final String HEAD =
            """
            Lateness is that of each occurrence's first publish, in milliseconds. Repeats are publishes beyond
            an occurrence's first; superseded are those of a command that had been replaced, by a node that was paused.

            | scenario | called for | delivered | expired | withdrawn | lost | repeats | superseded | late p50 | p99 | max | findings |
            |---|---|---|---|---|---|---|---|---|---|---|---|
            """;
    private static final Map<String, String> LINES = new TreeMap<>();

    private Report() {}

    static synchronized void add(String scenario, History history, List<Finding> findings) {
        Map<String, List<Ring>> rings = history.rings().stream().collect(groupingBy(Ring::fireId));
        List<Long> lateness = rings.values().stream()
                .map(same -> same.stream()
                        .mapToLong(ring -> Duration.between(ring.scheduledAt(), ring.publishedAt())
                                .toMillis())
                        .min()
                        .orElse(0))
                .sorted()
                .toList();
        long superseded = new Calls(history).outdated();
        String line = "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s |"
                .formatted(
                        scenario,
                        new Calls(history).certain().size(),
                        verdicts(history, "DELIVERED") + verdicts(history, "NO_SUBSCRIBER"),
                        verdicts(history, "EXPIRED"),
                        verdicts(history, "WITHDRAWN"),
                        findings.stream().filter(f -> f.rule() == Rule.LOST).count(),
                        history.rings().size() - rings.size() - superseded,
                        superseded,
                        share(lateness, 0.50),
                        share(lateness, 0.99),
                        share(lateness, 1),
                        findings.isEmpty()
                                ? "none"
                                : findings.stream()
                                        .map(Finding::rule)
                                        .collect(groupingBy(rule -> rule))
                                        .keySet());
        LINES.put(scenario, line);
        write();
    }

    private static long verdicts(History history, String verdict) {
        return history.lines().stream()
                .map(Line::verdict)
                .filter(verdict::equals)
                .count();
    }

    private static long share(List<Long> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
    }

    private static void write() {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, HEAD + String.join("\n", LINES.values()) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
