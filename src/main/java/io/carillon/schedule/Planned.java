package io.carillon.schedule;

import java.time.Instant;

/**
 * A run that was asked for before its time. Stored: names never change.
 *
 * @param asked at which event
 */
public record Planned(Occurrence run, Instant asked) {}
