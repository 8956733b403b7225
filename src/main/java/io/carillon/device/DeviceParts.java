package io.carillon.device;

import io.carillon.schedule.Terms;
import java.time.InstantSource;

/** What every device of a node shares. */
public record DeviceParts(
        Terms terms,
        Wakeups wakeups,
        Courier courier,
        FiringLog firingLog,
        InstantSource clock,
        FiringListener firings,
        DeviceCounts counts,
        CalendarContents calendars,
        Room room,
        RepeatedLines lines) {}
