package io.carillon.device;

import io.carillon.schedule.Protocol;
import io.carillon.schedule.Terms;
import java.time.InstantSource;

/** What every device of a node shares. */
public record DeviceParts(
        Terms terms,
        Protocol protocol,
        Wakeups wakeups,
        Courier courier,
        FiringLog firingLog,
        InstantSource clock,
        FiringListener firings,
        DeviceCounts counts) {
    public DeviceParts(
            Terms terms,
            Wakeups wakeups,
            Courier courier,
            FiringLog firingLog,
            InstantSource clock,
            FiringListener firings,
            DeviceCounts counts) {
        this(terms, new Protocol(terms), wakeups, courier, firingLog, clock, firings, counts);
    }
}
