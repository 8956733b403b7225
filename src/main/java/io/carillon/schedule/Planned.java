package io.carillon.schedule;

import java.time.Instant;

/**
 * A run asked for ahead of time. Stored: names never change.
 *
 * @param asked the time of the event that asked for it
 */
public record Planned(Occurrence run, Instant asked) {}
