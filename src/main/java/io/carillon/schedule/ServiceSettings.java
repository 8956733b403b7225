package io.carillon.schedule;

import java.time.Duration;
import java.time.ZoneId;

/**
 * What the operator has set for every device.
 *
 * @param zone of devices that have none of their own
 * @param grace how long after its time an occurrence may still be published
 * @param lead how long before {@code due_at} a poller wakes the device
 * @param spread below which each device's occurrences are shifted; zero: not at all
 */
public record ServiceSettings(ZoneId zone, Duration grace, Duration lead, Duration spread) {
    /** Every spread is below it. */
    public static final Duration LONGEST_SPREAD = Duration.ofDays(1);

    /** Of a device that has no zone of its own. */
    public Timing timing(DeviceId device) {
        return new Timing(zone, device.shiftBelow(spread), device.spread(), DeviceSettings.NONE);
    }
}
