package io.carillon.device;

/** What made a firing late, as the device saw it. */
public enum Delay {
    /** The broker was away, refused, or was slow to acknowledge. */
    BROKER,
    /** The database was away or slow when the device needed it. */
    DATABASE,
    /** The device's timer rang late: its node stood still or was overloaded. */
    STANDSTILL,
    /** Nobody had woken the device by then. */
    WOKEN_LATE
}
