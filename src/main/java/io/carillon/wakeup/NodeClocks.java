package io.carillon.wakeup;

import java.time.Duration;
import java.time.Instant;

/** The wall clocks of the cluster's nodes. */
@FunctionalInterface
public interface NodeClocks {
    NodeClocks UNKNOWN = (time, within) -> false;

    /** Whether the wall clocks of a majority of the members show this time, give or take {@code within}. */
    boolean confirm(Instant time, Duration within);
}
