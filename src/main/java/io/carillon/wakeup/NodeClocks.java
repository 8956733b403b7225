package io.carillon.wakeup;

import java.time.Duration;
import java.time.Instant;

/** The wall clocks of the cluster's nodes. */
@FunctionalInterface
public interface NodeClocks {
    NodeClocks UNKNOWN = (time, within) -> false;

    /** Whether those of a majority of the members show this time, so closely. */
    boolean confirm(Instant time, Duration within);
}
