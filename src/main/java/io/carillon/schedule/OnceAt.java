package io.carillon.schedule;

import java.time.Instant;

/** The one instant of a once-task, computed anew. Stored: names never change. */
public record OnceAt(TaskName task, Instant at) {}
