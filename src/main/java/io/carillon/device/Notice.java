package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import java.time.Instant;

/**
 * A verdict to be told as an event (contract 1, <i>Events</i>).
 *
 * @param at when it was reached
 */
public record Notice(DeviceId device, Firing firing, Instant at) {
    /** The event's id: the same however often it is told. */
    public String id() {
        return device + "/" + firing.occurrence().fireId() + "/"
                + firing.verdict().text();
    }
}
