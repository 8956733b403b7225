package io.carillon.schedule;

import io.carillon.schedule.Mutants.Flaw;
import io.carillon.schedule.Write.MoveRow;
import io.carillon.schedule.Write.WriteEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The journal and the tables {@code wakeup} and {@code firing}: what each write makes of a world. */
final class Database {
    private final Mutants.Variant variant;
    private final Properties properties;
    private final Occurrences occurrences;
    private final One.Pool pool;
    private final Scenario scenario;
    private final Map<Grown, One<Journal>> grown = new HashMap<>();

    private record Grown(One<Journal> journal, DeviceEvent event) {}

    Database(
            Mutants.Variant variant, Scenario scenario, Properties properties, Occurrences occurrences, One.Pool pool) {
        this.variant = variant;
        this.properties = properties;
        this.occurrences = occurrences;
        this.pool = pool;
        this.scenario = scenario;
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
        EventWrite write = event.write();
        long seq = Math.max(row.seq(), event.n() + 1);
        return w.row(pool.of(new Wakeup(write.move(row.dueAt()), seq, write.move(row.owedFrom()), false, List.of())));
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
        Instant due = raised(row.dueAt(), settle.dueAt());
        Instant owedFrom = raised(row.owedFrom(), settle.owedFrom());
        return lines(w, settle.n(), settle.verdicts(), false)
                .row(pool.of(new Wakeup(due, Math.max(row.seq(), settle.n()), owedFrom, false, List.of())));
    }

    private Instant raised(Instant at, Instant to) {
        return to.isBefore(at) && !variant.has(Flaw.ROW_GOES_BACK) ? at : to;
    }

    private World lines(World w, long n, List<Firing> verdicts, boolean onlyWhatStands) {
        long lines = w.lines();
        for (Firing firing : verdicts) {
            if (onlyWhatStands && !firing.verdict().stands()) continue;
            int k = w.journal().value.number(firing.occurrence(), n, occurrences);
            properties.onLine(w, k, firing.verdict());
            if (k < 0) continue;
            long next = Lines.with(lines, k, firing.occurrence(), firing.verdict());
            if (variant.has(Flaw.EXPIRED_STAYS) && Lines.of(next, k) == Lines.UNANSWERED)
                next = Lines.set(next, k, Verdict.EXPIRED);
            if (variant.has(Flaw.ANSWER_OVERWRITTEN)) next = Lines.set(lines, k, firing.verdict());
            properties.onLineChanged(w, k, lines, next);
            lines = next;
        }
        return w.lines(lines);
    }

    /** 10: the lines from the row's cursor on, as one finds them who knows {@code n} events. */
    List<Firing> linesFrom(World w, Wakeup row, long n) {
        List<Firing> found = new ArrayList<>();
        if (variant.has(Flaw.LINES_UNREAD) || !row.owedFrom().isBefore(row.dueAt())) return found;
        for (int k = 0; w.lines() >>> (3 * k) != 0; k++) {
            Occurrence occurrence = occurrences.get(k);
            if (Lines.of(w.lines(), k) == Lines.NONE || occurrence.at().isBefore(row.owedFrom())) continue;
            if (w.journal().value.number(occurrence, n, occurrences) != k) continue;
            Verdict verdict = Lines.verdict(w.lines(), k);
            found.add(Lines.line(occurrence, verdict, scenario.confirmedUntil(occurrence)));
        }
        return found;
    }

    /** 11: the table says that it is open. */
    boolean isOpen(World w, int k) {
        return !w.row().value.owedFrom().isAfter(occurrences.at(k)) && !Lines.ended(w.lines(), k);
    }
}
