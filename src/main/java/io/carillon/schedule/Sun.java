package io.carillon.schedule;

import java.time.LocalTime;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task's time by the sun. Stored: names never change.
 *
 * @param offset minutes from the event, -720 to 720; null: none was given, which is none
 * @param notBefore local time before which it does not run, null where there is none
 * @param notAfter local time after which it does not run, not before {@code notBefore}; null where there is none
 */
public record Sun(Event event, @Nullable Integer offset, @Nullable LocalTime notBefore, @Nullable LocalTime notAfter) {
    public static final int MOST_OFFSET = 720;

    /** What the sun does once a day; dawn and dusk are civil. */
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

        /** As requests and answers have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The clamp leaves no time. */
    public boolean isEmpty() {
        return notBefore != null && notAfter != null && notBefore.isAfter(notAfter);
    }

    long offsetSeconds() {
        return offset == null ? 0 : offset * 60L;
    }
}
