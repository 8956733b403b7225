package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shredzone.commons.suncalc.SunTimes;

/** Sunrise and sunset, computed by commons-suncalc: a minute or two off published tables, as refraction varies. */
final class Sunlight {
    private static final Recent<Day, Times> DAYS = new Recent<>(1 << 13, Sunlight::compute);

    private record Day(boolean civil, Location location, Instant from, Instant to) {}

    private record Times(Optional<Instant> up, Optional<Instant> down) {}

    private Sunlight() {}

    /**
     * The first such event from {@code from} to just before {@code to}, to the second; null where there is none.
     *
     * @param to at most two days later
     */
    static @Nullable Instant at(Sun.Event event, Location location, Instant from, Instant to) {
        if (!from.isBefore(to)) return null;
        boolean civil = event == Sun.Event.DAWN || event == Sun.Event.DUSK;
        Times times = DAYS.of(new Day(civil, location, from, to));
        boolean up = event == Sun.Event.SUNRISE || event == Sun.Event.DAWN;
        return (up ? times.up : times.down).orElse(null);
    }

    private static Times compute(Day day) {
        SunTimes times = SunTimes.compute()
                .on(day.from.atZone(ZoneOffset.UTC))
                .limit(Duration.between(day.from, day.to))
                .at(day.location.latitude(), day.location.longitude())
                .twilight(day.civil ? SunTimes.Twilight.CIVIL : SunTimes.Twilight.VISUAL)
                .execute();
        return new Times(within(day, times.getRise()), within(day, times.getSet()));
    }

    private static Optional<Instant> within(Day day, @Nullable ZonedDateTime found) {
        return Optional.ofNullable(found)
                .map(ZonedDateTime::toInstant)
                .filter(at -> !at.isBefore(day.from) && at.isBefore(day.to));
    }
}
