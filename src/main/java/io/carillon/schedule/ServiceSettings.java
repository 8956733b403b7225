package io.carillon.schedule;

import java.time.Duration;
import java.time.ZoneId;

/**
 * The operator's settings for all devices.
 *
 * @param zone the default zone of devices
 * @param grace how long after its time an occurrence may still be published
 * @param lead how long before {@code due_at} a poller wakes the device
 * @param spread each device's occurrences are shifted by less than this; zero: not shifted
 */
public record ServiceSettings(ZoneId zone, Duration grace, Duration lead, Duration spread) {
    /** Exclusive. */
    public static final Duration LONGEST_SPREAD = Duration.ofDays(1);

    /** The timing of a device without a zone of its own. */
    public Timing timing(DeviceId device) {
        return new Timing(zone, device.shiftBelow(spread), device.spread(), DeviceSettings.NONE);
    }
}
