package io.carillon.schedule;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator has set of a device, but for its zone (contract 1, <i>More ways to say when</i>). Stored: names
 * never change.
 *
 * @param location by which its days have sunrise and sunset, null where it is not known
 * @param label a name for people, null where it has none
 * @param days dates that count as another weekday
 * @param pausedUntil local date and time before which none of its schedules runs; null where it is not paused
 */
public record DeviceSettings(
        @Nullable Location location, @Nullable String label, Days days, @Nullable LocalDateTime pausedUntil) {
    public static final DeviceSettings NONE = new DeviceSettings(null, null, Days.NONE, null);

    /** What was stored without days has none. */
    public DeviceSettings(
            @Nullable Location location,
            @Nullable String label,
            @Nullable Days days,
            @Nullable LocalDateTime pausedUntil) {
        this.location = location;
        this.label = label;
        this.days = days == null || days.isEmpty() ? Days.NONE : days;
        this.pausedUntil = pausedUntil;
    }

    static DeviceSettings orNone(@Nullable DeviceSettings settings) {
        return settings == null || settings.equals(NONE) ? NONE : settings;
    }

    /** Roughly, in bytes. */
    int weight() {
        return (location == null ? 0 : 32)
                + (label == null ? 0 : 60 + label.length())
                + 100 * days.dates().size()
                + (pausedUntil == null ? 0 : 72);
    }

    /** Whether a plain time of day is what it would be without them. */
    boolean leavesTimesAlone() {
        return pausedUntil == null && days.isEmpty();
    }
}
