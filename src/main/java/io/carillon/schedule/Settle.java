package io.carillon.schedule;

import java.time.Instant;
import java.util.List;

/**
 * The row moves on, with the lines of what it passes, if its {@code seq} is at most {@code n} (design, step 8).
 *
 * @param owedFrom the earliest owed instant that has no verdict yet
 * @param dueAt when the device must next be looked at: later than that only where it parks (step 10)
 * @param waits nothing fires for the first time at {@code dueAt}
 * @param n the incarnation's journal sequence number
 * @param cursor the cursor that it was sent from
 */
public record Settle(Instant owedFrom, Instant dueAt, boolean waits, long n, Instant cursor, List<Firing> verdicts) {
    public Settle {
        verdicts = List.copyOf(verdicts);
    }

    /** Of a device that does not park. */
    public Settle(Instant dueAt, long n, Instant cursor, List<Firing> verdicts) {
        this(dueAt, dueAt, false, n, cursor, verdicts);
    }

    boolean parks() {
        return owedFrom.isBefore(dueAt);
    }

    public Settle with(List<Firing> lines) {
        return new Settle(owedFrom, dueAt, waits, n, cursor, lines);
    }
}
