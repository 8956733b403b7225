package io.carillon.schedule;

import java.time.LocalDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A device's settings other than its zone (contract 1, <i>More ways to say when</i>). Stored: names never change.
 *
 * @param location for sunrise and sunset; null where unknown
 * @param label a name for people, null where it has none
 * @param days dates that count as another weekday; they take precedence over the calendar
 * @param pausedUntil local date and time before which no schedule of the device runs; null where it is not paused
 * @param calendar which it follows; null where it follows none
 */
public record DeviceSettings(
        @Nullable Location location,
        @Nullable String label,
        Days days,
        @Nullable LocalDateTime pausedUntil,
        @Nullable Calendar calendar) {
    public static final DeviceSettings NONE = new DeviceSettings(null, null, Days.NONE, null, null);

    /** Settings stored without days have none. */
    public DeviceSettings {
        days = days == null || days.isEmpty() ? Days.NONE : days;
    }

    /** Of a device that follows no calendar. */
    public DeviceSettings(
            @Nullable Location location, @Nullable String label, Days days, @Nullable LocalDateTime pausedUntil) {
        this(location, label, days, pausedUntil, null);
    }

    DeviceSettings with(@Nullable Calendar followed) {
        return new DeviceSettings(location, label, days, pausedUntil, followed);
    }

    static DeviceSettings orNone(@Nullable DeviceSettings settings) {
        return settings == null || settings.equals(NONE) ? NONE : settings;
    }

    /** Whether every date counts as the same weekday by both. */
    boolean countsLike(DeviceSettings other) {
        return days.equals(other.days) && Objects.equals(calendar, other.calendar);
    }

    /** Roughly, in bytes. */
    int weight() {
        return (location == null ? 0 : 32)
                + (label == null ? 0 : 60 + label.length())
                + 100 * days.dates().size()
                + (pausedUntil == null ? 0 : 72)
                + (calendar == null ? 0 : 100);
    }
}
