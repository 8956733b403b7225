package io.carillon.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Times in milliseconds, least first. A percentile is the nearest rank: one of the times that occurred. */
record Percentiles(double[] sorted) {
    static Percentiles of(DoubleStream millis) {
        return new Percentiles(millis.sorted().toArray());
    }

    double at(double percent) {
        if (sorted.length == 0) return Double.NaN;
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    double worst() {
        return at(100);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "p50 %.1f ms, p99 %.1f ms, worst %.1f ms (%d)", at(50), at(99), worst(), sorted.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Percentiles percentiles && Arrays.equals(sorted, percentiles.sorted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sorted);
    }
}
