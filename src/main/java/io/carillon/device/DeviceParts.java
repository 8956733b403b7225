package io.carillon.device;

import io.carillon.schedule.ServiceSettings;
import java.time.InstantSource;

/** The parts that all devices of a node share. */
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
