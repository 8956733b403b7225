package io.carillon.schedule;

import java.time.Instant;
import java.util.List;

/**
 * Moves the row on and writes the lines of what it passes, if the row's {@code seq} is at most {@code n} (design, step
 * 8).
 *
 * @param owedFrom the earliest owed instant without a verdict
 * @param dueAt when the device must next be looked at: later than that only where it parks (step 10)
 * @param waits at {@code dueAt} nothing fires for the first time
 * @param n the incarnation's journal sequence number
 * @param cursor the incarnation's cursor when it was sent
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
