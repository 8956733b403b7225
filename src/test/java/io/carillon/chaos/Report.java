package io.carillon.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code target/chaos/report.md} and {@code lateness.svg}: a line for each scenario and seed, written anew as each ends,
 * and {@code findings}, a file for each with what was broken, and where.
 * What earlier builds have run stays in it, until {@code mvn clean}.
 */
final class Report {
    private static final Path DIRECTORY = Path.of("target", "chaos");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String HEAD =
            """
            Lateness is that of each occurrence's first publish, in milliseconds. Delivered counts what devices
            confirmed; repeats are publishes beyond an occurrence's first, where its device is not to answer; superseded are those of a command that had been replaced, by a node that was paused.

            | scenario | called for | delivered | expired | unanswered | withdrawn | skipped | by hand | lost | repeats | superseded | late p50 | p99 | max | rules broken |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private Report() {}

    static synchronized void add(Row row, List<Finding> findings, String name) {
        try {
            Files.write(
                    Files.createDirectories(DIRECTORY.resolve("findings")).resolve(name + ".txt"),
                    findings.stream().map(Finding::toString).toList());
            Path rows = Files.createDirectories(DIRECTORY.resolve("rows"));
            MAPPER.writeValue(rows.resolve(name + ".json").toFile(), row);
            List<Row> all = read(rows);
            Files.writeString(
                    DIRECTORY.resolve("report.md"),
                    all.stream().map(Report::line).collect(Collectors.joining("\n", HEAD, "\n")));
            Files.writeString(DIRECTORY.resolve("lateness.svg"), LatenessPlot.of(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Row> read(Path rows) throws IOException {
        List<Row> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(rows)) {
            for (Path file : files.toList()) all.add(MAPPER.readValue(file.toFile(), Row.class));
        }
        all.sort(Comparator.comparing(Row::scenario).thenComparing(Row::seed));
        return all;
    }

    private static String line(Row row) {
        return "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s |"
                .formatted(
                        row.title().replace("|", "\\|"),
                        row.calledFor(),
                        row.delivered(),
                        row.expired(),
                        row.unanswered(),
                        row.withdrawn(),
                        row.skipped(),
                        row.runs(),
                        row.lost(),
                        row.repeats(),
                        row.superseded(),
                        row.late(0.50),
                        row.late(0.99),
                        row.late(1),
                        row.broken().isEmpty() ? "none" : row.broken());
    }
}
