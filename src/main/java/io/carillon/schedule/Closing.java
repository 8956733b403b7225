package io.carillon.schedule;

import java.time.Instant;
import java.util.List;

/**
 * What an event ends: the verdicts of the occurrences that were open when it came. Stored: names never change.
 *
 * @param dueAt the row's {@code due_at} when the event was made: everything owed before it has its line already
 */
public record Closing(Instant dueAt, List<Firing> verdicts) {
    static final Closing NOTHING = new Closing(Instant.EPOCH, List.of());

    public Closing {
        verdicts = List.copyOf(verdicts);
    }
}
