package io.carillon.device;

import java.time.Duration;

/** What made a firing late, as the device saw it. */
public enum Delay {
    /** The broker was away, refused, or was slow to acknowledge. */
    BROKER("broker away"),
    /** The database was away or slow when the device needed it. */
    DATABASE("database"),
    /** The device's timer rang late: its node stood still or was overloaded. */
    STANDSTILL("node overloaded"),
    /** Nobody had woken the device by then. */
    WOKEN_LATE("woken late");

    /** A step that takes longer has delayed what waited for it. */
    public static final Duration SLOW = Duration.ofSeconds(1);

    /** In a few words, of what has expired for it. */
    final String reason;

    Delay(String reason) {
        this.reason = reason;
    }
}
