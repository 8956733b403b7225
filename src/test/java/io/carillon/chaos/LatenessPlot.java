package io.carillon.chaos;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How late each run's occurrences were, as SVG: a line for each run, on a logarithmic scale. Readable on light and dark. */
final class LatenessPlot {
    private static final int LEFT = 250;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int STEP = 22;
    private static final int DECADE = 110;
    /** In milliseconds, with what stands below them. */
    private static final Map<Integer, String> MARKS =
            Map.of(1, "1 ms", 10, "10 ms", 100, "100 ms", 1000, "1 s", 10_000, "10 s", 100_000, "100 s");

    private static final String STYLE =
            """
            <style>
            text { font: 12px sans-serif; fill: #24292f }
            .grid { stroke: #8c959f; stroke-opacity: .35 }
            .range { stroke: #0969da; stroke-width: 2; stroke-opacity: .5 }
            .most { stroke: #0969da; stroke-width: 8 }
            .worst { fill: #cf222e }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 }
            .range, .most { stroke: #58a6ff }
            .worst { fill: #ff7b72 }
            }
            </style>
            """;

    private LatenessPlot() {}

    static String of(List<Row> rows) {
        int width = LEFT + 5 * DECADE + DECADE / 2 + RIGHT;
        int height = TOP + rows.size() * STEP + 30;
        String marks = MARKS.entrySet().stream()
                .map(mark -> mark(mark.getKey(), mark.getValue(), height))
                .sorted()
                .collect(Collectors.joining());
        String lines = IntStream.range(0, rows.size())
                .mapToObj(i -> line(rows.get(i), TOP + i * STEP + STEP / 2))
                .collect(Collectors.joining());
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n"
                        .formatted(width, height)
                + "<title>Lateness of each run's occurrences</title>\n"
                + STYLE
                + "<text x=\"%d\" y=\"18\">first to last publish; thick: p50 to p99; dot: the latest</text>%n"
                        .formatted(LEFT)
                + marks
                + lines
                + "</svg>\n";
    }

    private static String mark(int millis, String label, int height) {
        double x = x(millis);
        return format(
                        "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
                        x, x, TOP - 10, height - 24)
                + format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", x, height - 8, label);
    }

    private static String line(Row row, int y) {
        String title = format("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", LEFT - 14, y + 4, row.title());
        if (row.lateness().isEmpty()) return title;
        return title
                + stroke("range", row.late(0), row.late(1), y)
                + stroke("most", row.late(0.5), row.late(0.99), y)
                + format("<circle class=\"worst\" cx=\"%.1f\" cy=\"%d\" r=\"4\"/>%n", x(row.late(1)), y);
    }

    private static String stroke(String kind, long from, long to, int y) {
        return format(
                "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n", kind, x(from), x(to) + 1, y, y);
    }

    private static double x(long millis) {
        return LEFT + DECADE * Math.log10(Math.max(1, millis));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
