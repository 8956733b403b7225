package io.carillon.device;

import io.carillon.schedule.ServiceSettings;
import java.time.InstantSource;

/** What every device of a node shares. */
public record DeviceParts(
        ServiceSettings settings,
        Wakeups wakeups,
        Courier courier,
        FiringLog firingLog,
        InstantSource clock,
        FiringListener firings,
        DeviceCounts counts,
        CalendarContents calendars,
        Room room,
        RepeatedWarnings warnings) {}
