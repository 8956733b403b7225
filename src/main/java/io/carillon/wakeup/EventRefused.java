package io.carillon.wakeup;

import io.carillon.schedule.DeviceId;

/** An event was certainly not written, nor anything that belongs to it. */
public final class EventRefused extends Exception {
    private EventRefused(String message) {
        super(message, null, false, false);
    }

    static EventRefused superseded(DeviceId device, long number) {
        return new EventRefused("event " + number + " of " + device + " does not follow the device's last one");
    }

    static EventRefused late(DeviceId device, long number) {
        return new EventRefused("the caller of event " + number + " of " + device + " no longer waits");
    }

    static EventRefused noCalendar(DeviceId device, long number) {
        return new EventRefused("the calendar that " + device + " was to follow by event " + number + " is gone");
    }

    static EventRefused malformed(String what) {
        return new EventRefused(what);
    }
}
