package io.carillon.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** The explored clock: tick {@code k} is minute {@code k} of one Monday, UTC; whatever comes after that Monday is out of sight. */
final class Ticks {
    static final Duration TICK = Duration.ofMinutes(1);
    static final WeekMask MONDAYS = WeekMask.parse("1000000", DayOfWeek.MONDAY).orElseThrow();
    static final LocalDate DATE = LocalDate.of(2024, 1, 1);
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    static final Instant OUT_OF_SIGHT = START.plus(Duration.ofHours(12));

    private Ticks() {}

    static Instant at(int tick) {
        return START.plus(TICK.multipliedBy(tick));
    }

    /** The tick within which the instant lies. */
    static int of(Instant at) {
        return (int) Duration.between(START, at).toMinutes();
    }

    static String text(Instant at) {
        if (at.equals(Wakeup.NEVER)) return "never";
        if (!at.isBefore(OUT_OF_SIGHT)) return "later";
        return at.isBefore(START) ? "before" : String.valueOf(of(at));
    }
}
