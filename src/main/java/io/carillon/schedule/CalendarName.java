package io.carillon.schedule;

import java.util.Optional;

/** A calendar's name, formed as a device id is (contract 1, <i>Calendars</i>). */
public record CalendarName(String value) {
    public static final String ALLOWED = DeviceId.ALLOWED;

    public CalendarName {
        if (DeviceId.parse(value).isEmpty()) throw new IllegalArgumentException("calendar: " + ALLOWED);
    }

    public static Optional<CalendarName> parse(String text) {
        return DeviceId.parse(text).map(id -> new CalendarName(text));
    }

    @Override
    public String toString() {
        return value;
    }
}
