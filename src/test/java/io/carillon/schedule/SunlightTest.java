package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.shredzone.commons.suncalc.SunPosition;

/** Contract 1, {@code sun}: the first such event from one local midnight to the next. */
class SunlightTest {
    record Day(Location location, Instant midnight) {}

    /** By the equations that NOAA publishes for its solar calculator, which are not the library's. */
    @ParameterizedTest(name = "{4} {3}: {5} {6}")
    @CsvFileSource(resources = "/sun/published.csv", numLinesToSkip = 1)
    void isWithinTwoMinutesOfWhatIsPublished(
            double latitude, double longitude, ZoneId zone, LocalDate date, String city, Sun.Event event, String time) {
        Instant found = onDay(event, new Location(latitude, longitude), zone, date);

        if (found == null || time.equals("none")) {
            assertThat(found).isNull();
            assertThat(time).isEqualTo("none");
        } else
            assertThat(Duration.between(LocalDateTime.parse(date + "T" + time).atZone(zone), found.atZone(zone))
                            .abs())
                    .isLessThanOrEqualTo(Duration.ofMinutes(2));
    }

    /** To the second: an upgrade of the library that moves what devices are promised fails here. */
    @ParameterizedTest(name = "{4} {3}: {5} {6}")
    @CsvFileSource(resources = "/sun/exact.csv", numLinesToSkip = 1)
    void staysWhereItIs(
            double latitude, double longitude, ZoneId zone, LocalDate date, String city, Sun.Event event, String at) {
        Instant found = onDay(event, new Location(latitude, longitude), zone, date);

        assertThat(
                        found == null
                                ? "none"
                                : Instant.ofEpochSecond(found.getEpochSecond()).toString())
                .isEqualTo(at);
    }

    private static @Nullable Instant onDay(Sun.Event event, Location location, ZoneId zone, LocalDate date) {
        return Sunlight.at(
                event,
                location,
                date.atStartOfDay(zone).toInstant(),
                date.plusDays(1).atStartOfDay(zone).toInstant());
    }

    /** Up to 55 degrees: beyond, the sun may cross the horizon so flatly that minutes hang on hundredths of a degree. */
    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void isTheFirstMinuteInWhichTheAltitudePassesTheHorizon(@ForAll("days") Day day, @ForAll Sun.Event event) {
        Instant end = day.midnight.plus(Duration.ofDays(1));
        Instant expected = crossing(event, day.location, day.midnight, end);

        Instant found = Sunlight.at(event, day.location, day.midnight, end);

        if (expected == null || found == null) assertThat(found).isEqualTo(expected);
        else
            assertThat(Duration.between(expected, found).abs())
                    .as("%s, not %s", found, expected)
                    .isLessThanOrEqualTo(Duration.ofMinutes(2));
    }

    private static @Nullable Instant crossing(Sun.Event event, Location location, Instant from, Instant to) {
        boolean up = event == Sun.Event.SUNRISE || event == Sun.Event.DAWN;
        boolean civil = event == Sun.Event.DAWN || event == Sun.Event.DUSK;
        boolean above = isAbove(civil, location, from);
        for (Instant at = from.plusSeconds(60); !at.isAfter(to); at = at.plusSeconds(60)) {
            boolean now = isAbove(civil, location, at);
            if (now != above && now == up) return at.minusSeconds(30);
            above = now;
        }
        return null;
    }

    private static boolean isAbove(boolean civil, Location location, Instant at) {
        double altitude = SunPosition.compute()
                .on(at)
                .utc()
                .at(location.latitude(), location.longitude())
                .execute()
                .getTrueAltitude();
        return altitude > (civil ? -6 : -0.833);
    }

    @Provide
    Arbitrary<Day> days() {
        Arbitrary<Location> location = Combinators.combine(
                        Arbitraries.integers().between(-55, 55),
                        Arbitraries.integers().between(-180, 180))
                .as(Location::new);
        Arbitrary<Instant> midnight = Arbitraries.longs()
                .between(0, 365 * 24)
                .map(hour -> Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofHours(hour)));
        return Combinators.combine(location, midnight).as(Day::new);
    }
}
