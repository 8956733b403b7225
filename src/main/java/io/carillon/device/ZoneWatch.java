package io.carillon.device;

import io.carillon.schedule.Calendar;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Timing;
import org.slf4j.event.Level;

/**
 * Whether this node knows the device's zone and calendar. A device whose zone or calendar is unknown fires nothing
 * here: firing at another zone's seven o'clock, or on a holiday, would be worse.
 */
final class ZoneWatch {
    private final Timing timing;
    private final DeviceCalendars calendars;
    private final DeviceCounts counts;
    private final DeviceLog log;
    private boolean unknown;

    ZoneWatch(Timing timing, DeviceCalendars calendars, DeviceCounts counts, DeviceLog log) {
        this.timing = timing;
        this.calendars = calendars;
        this.counts = counts;
        this.log = log;
    }

    void look(DeviceState state) {
        boolean now = state.timing(timing).isEmpty();
        if (now && !unknown) tell(state);
        if (now != unknown) counts.unknownZones.add(now ? 1 : -1);
        unknown = now;
    }

    private void tell(DeviceState state) {
        Calendar calendar = state.settings().calendar();
        if (calendar != null && calendars.of(calendar).isEmpty())
            log.at(Level.ERROR).log("Calendar {} is not in the database, nothing fires: set the calendar", calendar);
        else
            log.at(Level.ERROR).log(
                    "Zone {} is unknown here, nothing fires: update the JDK or set the zone", state.zone());
    }

    boolean isKnown() {
        return !unknown;
    }

    void stopped() {
        if (unknown) counts.unknownZones.decrement();
    }
}
