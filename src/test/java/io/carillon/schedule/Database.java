package io.carillon.schedule;

import io.carillon.schedule.Mutants.Flaw;
import io.carillon.schedule.Write.MoveRow;
import io.carillon.schedule.Write.WriteEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The journal and the tables {@code wakeup} and {@code firing}: what each write makes of a world. */
final class Database {
    private final Mutants.Variant variant;
    private final Properties properties;
    private final Occurrences occurrences;
    private final One.Pool pool;
    private final Map<Grown, One<Journal>> grown = new HashMap<>();

    private record Grown(One<Journal> journal, DeviceEvent event) {}

    Database(Mutants.Variant variant, Properties properties, Occurrences occurrences, One.Pool pool) {
        this.variant = variant;
        this.properties = properties;
        this.occurrences = occurrences;
        this.pool = pool;
    }

    /** 3: the row is the compare-and-set. The journal's primary key is none, for numbers below the newest may be free. */
    boolean accepts(World w, WriteEvent event) {
        if (variant.has(Flaw.PRIMARY_KEY)) return w.journal().value.n() != event.n() + 1;
        if (variant.has(Flaw.ROW_AFTER)) return w.journal().value.n() == event.n();
        return w.row().value.seq() == event.n();
    }

    /** 3: the event, the row and the lines land together. */
    World written(World w, WriteEvent event) {
        World landed = lines(inserted(w, event), event.n(), event.write().lines(), false);
        return variant.has(Flaw.ROW_AFTER) ? landed : moved(landed, event);
    }

    /** Of a mutant: the event without its row. */
    World inserted(World w, WriteEvent event) {
        if (w.journal().value.n() > event.n()) return w;
        DeviceEvent told = event.write().event();
        return w.journal(grown.computeIfAbsent(
                new Grown(w.journal(), told), fresh -> pool.of(w.journal().value.then(told, occurrences))));
    }

    World moved(World w, WriteEvent event) {
        Wakeup row = w.row().value;
        return w.row(pool.of(new Wakeup(event.write().move(row.dueAt()), Math.max(row.seq(), event.n() + 1))));
    }

    World moved(World w, MoveRow late) {
        return moved(w, late.event());
    }

    /** 8: the settle does not know the newest event. */
    boolean refuses(World w, Settle settle) {
        if (variant.has(Flaw.NO_GUARD)) return false;
        if (variant.has(Flaw.NO_GUARD_WHEN_EMPTY) && settle.verdicts().isEmpty()) return false;
        return w.row().value.seq() > settle.n();
    }

    /** 8: what is acknowledged is written in any case. */
    World settled(World w, Settle settle) {
        if (refuses(w, settle))
            return variant.has(Flaw.TRUTH_WITH_ROW) ? w : lines(w, settle.n(), settle.verdicts(), true);
        Wakeup row = w.row().value;
        boolean back = settle.dueAt().isBefore(row.dueAt()) && !variant.has(Flaw.ROW_GOES_BACK);
        Instant due = back ? row.dueAt() : settle.dueAt();
        return lines(w, settle.n(), settle.verdicts(), false)
                .row(pool.of(new Wakeup(due, Math.max(row.seq(), settle.n()))));
    }

    private World lines(World w, long n, List<Firing> verdicts, boolean acknowledgedOnly) {
        long lines = w.lines();
        for (Firing firing : verdicts) {
            if (acknowledgedOnly && !firing.verdict().acknowledged()) continue;
            int k = w.journal().value.number(firing.occurrence(), n, occurrences);
            properties.onLine(w, k, firing.verdict());
            if (k >= 0) lines = Lines.with(lines, k, firing.verdict());
        }
        return w.lines(lines);
    }
}
