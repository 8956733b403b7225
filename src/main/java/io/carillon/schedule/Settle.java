package io.carillon.schedule;

import java.time.Instant;
import java.util.List;

/**
 * The row moves on, with the verdicts of what it passes, if its {@code seq} is at most {@code n} (design step 9).
 *
 * @param dueAt the earliest owed instant that has no verdict yet
 * @param n the incarnation's journal sequence number
 * @param cursor the cursor that it was sent from
 */
public record Settle(Instant dueAt, long n, Instant cursor, List<Firing> verdicts) {
    public Settle {
        verdicts = List.copyOf(verdicts);
    }

    public Settle with(List<Firing> lines) {
        return new Settle(dueAt, n, cursor, lines);
    }
}
