package io.carillon.schedule;

import java.time.LocalTime;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task's time by the sun. Stored: names never change.
 *
 * @param offset minutes from the event, -720 to 720; null: 0
 * @param notBefore local time before which it does not run, null where there is none
 * @param notAfter local time after which it does not run, not before {@code notBefore}; null where there is none
 */
public record Sun(Event event, @Nullable Integer offset, @Nullable LocalTime notBefore, @Nullable LocalTime notAfter) {
    public static final int MOST_OFFSET = 720;

    /** The sun's daily events; dawn and dusk are civil. */
    public enum Event {
        SUNRISE,
        SUNSET,
        DAWN,
        DUSK;

        public static final String ALLOWED = "sunrise, sunset, dawn or dusk expected";

        public static Optional<Event> parse(String text) {
            return Stream.of(values())
                    .filter(event -> event.text().equals(text))
                    .findFirst();
        }

        /** The text in requests and answers. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether {@code notBefore} and {@code notAfter} leave no time. */
    public boolean isEmpty() {
        return notBefore != null && notAfter != null && notBefore.isAfter(notAfter);
    }

    long offsetSeconds() {
        return offset == null ? 0 : offset * 60L;
    }
}
