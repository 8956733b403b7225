package io.carillon.bench;

import java.util.Locale;

/**
 * How one herd went.
 *
 * @param late how long after its time each command was acknowledged by the broker
 * @param seconds from the due time until every firing and every next due time was durable
 */
record Round(Percentiles late, double seconds) {
    double perSecond() {
        return late.sorted().length / seconds;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,.0f/s, %s", perSecond(), late);
    }
}
