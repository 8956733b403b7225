package io.carillon.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lateness over devices as an SVG: how late the first device was, the second, … the last; lateness on a logarithmic scale. */
final class Plot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 190;
    private static final int TOP = 44;
    private static final int BOTTOM = 46;
    private static final int POINTS = 200;
    private static final double LEAST = 10;
    private static final double MOST = 100_000;
    private static final List<String> COLOURS = List.of("#0b6e4f", "#c8553d", "#7a5195", "#8d99ae");
    private static final Map<Double, String> GRID =
            Map.of(10.0, "10 ms", 100.0, "100 ms", 1_000.0, "1 s", 10_000.0, "10 s", 100_000.0, "100 s");

    private final StringBuilder svg = new StringBuilder();
    private int lines;

    Plot(String title, int devices) {
        add(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                <text x="%d" y="24" font-size="16" fill="#222">%s</text>""",
                WIDTH, HEIGHT, LEFT, title);
        GRID.forEach((millis, label) -> {
            add(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
                    LEFT, WIDTH - RIGHT, y(millis), y(millis));
            add(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555\">%s</text>",
                    LEFT - 8, y(millis) + 4, label);
        });
        for (int quarter = 0; quarter <= 4; quarter++)
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%,d</text>",
                    x(quarter / 4.0), HEIGHT - BOTTOM + 20, devices * quarter / 4);
        add(
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">devices, the earliest first</text>",
                x(0.5), HEIGHT - 8);
    }

    void line(String label, Percentiles late) {
        String colour = COLOURS.get(lines++ % COLOURS.size());
        StringBuilder points = new StringBuilder();
        for (int i = 1; i <= POINTS; i++) {
            double share = (double) i / POINTS;
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(share), y(late.at(share * 100))));
        }
        add(
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\" points=\"%s\"/>",
                colour, points.toString().strip());
        add("<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>", x(1) + 8, y(late.worst()) + 4, colour, label);
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double millis) {
        double bounded = Math.min(MOST, Math.max(LEAST, millis));
        double share = Math.log(bounded / LEAST) / Math.log(MOST / LEAST);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    String svg() {
        return svg + "</svg>\n";
    }
}
