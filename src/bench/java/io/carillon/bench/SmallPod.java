package io.carillon.bench;

import io.carillon.e2e.Broker;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One node with the heap that the image takes of 1 GiB, and far more devices due at one instant than it has memory for: all
 * are to ring within the grace, with each collector that such a pod could use. Then three such nodes, of which two take over
 * what the third leaves.
 */
record SmallPod(Supplier<String> databases, Broker broker, Report report) {
    private static final String HEAP = "-Xmx666m";
    private static final List<String> COLLECTORS = List.of("-XX:+UseSerialGC", "-XX:+UseG1GC");
    private static final int DEVICES = 300_000;
    /** Storing so many, and the lead. */
    private static final Duration AHEAD = Duration.ofSeconds(150);

    private static final Pattern PAUSE = Pattern.compile("Pause (\\w+).* ([0-9.]+)ms");

    void run() throws Exception {
        for (String collector : COLLECTORS) {
            Path logs = Files.createTempDirectory("carillon-gc");
            try (var node = Carillon.ready("small-pod", databases.get(), broker, jvm(collector, logs))) {
                Instant due = node.store(node.herd(DEVICES), AHEAD);
                Round round = node.await(due, DEVICES);
                report.line("- %,d due at once on one node of 1 GiB (%s %s): %s", DEVICES, HEAP, collector, round);
            }
            report.line("- its collections: %s", pauses(logs));
        }
        Path logs = Files.createTempDirectory("carillon-gc");
        String g1 = jvm(COLLECTORS.get(COLLECTORS.size() - 1), logs);
        new Killed(databases.get(), broker, report, g1, DEVICES, AHEAD).run();
        report.line("- their collections: %s", pauses(logs));
    }

    private static String jvm(String collector, Path logs) {
        return HEAP + " " + collector + " -XX:+ExitOnOutOfMemoryError -Xlog:gc:file=" + logs.resolve("%p.log");
    }

    private static String pauses(Path logs) throws IOException {
        int full = 0;
        double longest = 0;
        double longestFull = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(logs)) {
            for (Path log : all) {
                Matcher pause = PAUSE.matcher(Files.readString(log));
                while (pause.find()) {
                    double took = Double.parseDouble(pause.group(2));
                    longest = Math.max(longest, took);
                    if (!pause.group(1).equals("Full")) continue;
                    full++;
                    longestFull = Math.max(longestFull, took);
                }
            }
        }
        return "longest pause %.0f ms, %d full collections, the longest %.0f ms".formatted(longest, full, longestFull);
    }
}
