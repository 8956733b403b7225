package io.carillon.schedule;

import io.carillon.schedule.Effect.Lower;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The journal and the tables {@code wakeup} and {@code firing}: what each write makes of a world. */
final class Database {
    private final boolean guard;
    private final Properties properties;
    private final Occurrences occurrences;
    private final One.Pool pool;
    private final Map<Grown, One<Journal>> grown = new HashMap<>();

    private record Grown(One<Journal> journal, DeviceEvent event) {}

    /** @param guard without it a settle is never refused */
    Database(boolean guard, Properties properties, Occurrences occurrences, One.Pool pool) {
        this.guard = guard;
        this.properties = properties;
        this.occurrences = occurrences;
        this.pool = pool;
    }

    /** 3. */
    World lowered(World w, Lower lower) {
        Wakeup row = w.row().value;
        Instant due = lower.dueAt().isBefore(row.dueAt()) ? lower.dueAt() : row.dueAt();
        return w.row(pool.of(new Wakeup(due, Math.max(row.seq(), lower.seq()))));
    }

    /** 9: somebody lowered the row for an event that the settle does not know. */
    boolean refuses(World w, Settle settle) {
        return guard && w.row().value.seq() > settle.n();
    }

    /** 9. */
    World settled(World w, Settle settle) {
        if (refuses(w, settle)) return w;
        properties.onLines(w, settle.verdicts());
        Wakeup row = w.row().value;
        Instant due = settle.dueAt().isAfter(row.dueAt()) ? settle.dueAt() : row.dueAt();
        return w.row(pool.of(new Wakeup(due, Math.max(row.seq(), settle.n()))))
                .lines(Lines.with(w.lines(), settle.verdicts(), occurrences));
    }

    /** 4: the journal's primary key is a compare-and-set. */
    boolean accepts(World w, long n) {
        return w.journal().value.n() + 1 == n;
    }

    /** 4. */
    World inserted(World w, DeviceEvent event) {
        return w.journal(grown.computeIfAbsent(
                new Grown(w.journal(), event),
                fresh -> pool.of(w.journal().value.then(event, occurrences))));
    }
}
