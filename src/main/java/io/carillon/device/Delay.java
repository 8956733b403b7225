package io.carillon.device;

import java.time.Duration;

/** Why a firing was late, as seen by the device. */
public enum Delay {
    /** The broker was away, refused, or was slow to acknowledge. */
    BROKER("broker away"),
    /** The database was away or slow when the device needed it. */
    DATABASE("database"),
    /** The device's timer was late: its node stood still or was overloaded. */
    STANDSTILL("node overloaded"),
    /** No node had woken the device by then. */
    WOKEN_LATE("woken late");

    /** A step that takes longer has delayed what waited for it. */
    public static final Duration SLOW = Duration.ofSeconds(1);

    /** The reason shown for a firing that expired because of it. */
    final String reason;

    Delay(String reason) {
        this.reason = reason;
    }
}
