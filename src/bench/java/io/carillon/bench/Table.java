package io.carillon.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Prints each figure as it comes, with the load average (1 min, everything on this machine) at its beginning. */
final class Table {
    private double load;

    Table() {
        row("what", "figure", "load");
        row("---", "---", "---");
    }

    /** A measurement begins. */
    void begin() {
        load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    void figure(String what, String format, Object... values) {
        row(what, String.format(Locale.ROOT, format, values), String.format(Locale.ROOT, "%.1f", load));
    }

    private static void row(String what, String figure, String load) {
        System.out.println("| " + what + " | " + figure + " | " + load + " |");
    }
}
