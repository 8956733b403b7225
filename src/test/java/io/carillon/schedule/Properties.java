package io.carillon.schedule;

import io.carillon.schedule.Mutants.Flaw;
import io.carillon.schedule.Write.WriteEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What must hold in every world, and of every step. */
final class Properties {
    enum Property {
        /** No owed occurrence lies before {@code due_at} unless the broker has it or it is recorded otherwise. */
        I1,
        /** Every occurrence that was due under its schedule and lies before {@code due_at} has its line. */
        ACC,
        /** Once the row is past a once-group's last occurrence, the journal says that the group is spent. */
        ONCE,
        /** Nothing is published before its time, or recorded {@code expired} before its grace is over. */
        EARLY,
        /** Nothing is published that no committed state called for. */
        UNJUST,
        /** {@code withdrawn} is recorded only where a committed change explains it. */
        WDRAW,
        /** What a skip leaves out is not published by one who knows of it, and only that is recorded {@code skipped}. */
        SKIP,
        /** {@code row.seq} is the number of the journal's last event. */
        SEQ,
        /** Whoever is told that his event landed finds it in the journal. */
        ACKED,
        /** Nothing is published, and nothing else written, between a decision and its outcome. */
        BETWEEN,
        /** What is recorded as delivered, the broker has as the state that owed it had it published. */
        VERSION,
        /** A change recalls what is in flight and no longer owed. */
        RECALL,
        /** Who is late, or stood still, has asked for the row since when he publishes. */
        STALE,
        /** Without further faults the row can always still move past everything owed. */
        PROG,
        /** The same without giving anything up, if nothing open was past its grace already. */
        TIMELY,
        /** No endless publishing: no cycle without faults contains a publish. */
        LIVE,
        /** Without any fault nothing is published twice. */
        TWICE,
        /** An armed incarnation that waits for no answer has its timer set for what it must do next. */
        TIMER
    }

    private final Mutants.Variant variant;
    private final Scenario scenario;
    private final Occurrences occurrences;
    private final List<Property> brokenByStep = new ArrayList<>();
    private int superseded;
    private int repeated;

    Properties(Mutants.Variant variant, Scenario scenario, Occurrences occurrences) {
        this.variant = variant;
        this.scenario = scenario;
        this.occurrences = occurrences;
    }

    /** What the steps since the last call broke. */
    @Nullable
    Property takeBrokenByStep() {
        Property first = brokenByStep.isEmpty() ? null : brokenByStep.get(0);
        brokenByStep.clear();
        return first;
    }

    private void broken(Property property) {
        brokenByStep.add(property);
    }

    /** Publishes that are allowed and should be few. */
    String publishes() {
        return superseded + " by a superseded incarnation, " + repeated + " repeats by the newest";
    }

    /**
     * @param life as the step leaves it
     * @param mustRingBy the minute of what it must do next, see {@link #mustRingBy}
     */
    void onStep(World w, Life life, int mustRingBy) {
        if (life.rings(Ticks.of(scenario.clock(w.now()))) || life.waits()) return;
        if (life.ring() == Life.NO_TIMER ? mustRingBy < Integer.MAX_VALUE : life.ring() > mustRingBy)
            broken(Property.TIMER);
    }

    /** Before everything else where something has been put off; the largest number where nothing is near. */
    int mustRingBy(Incarnation me, int tick) {
        Agenda agenda = me.agenda(Mutants.SERVICE);
        if (me.wish != null) return Integer.MIN_VALUE;
        if (me.cursor == null || agenda == null) return Integer.MAX_VALUE;
        if (me.dirty) return Integer.MIN_VALUE;
        int near = Math.min(scenario.lastMinute(), Ticks.of(scenario.clock(tick)) + 2);
        Instant next = agenda.first(me.cursor, me.done);
        return next.isAfter(Ticks.at(near)) ? Integer.MAX_VALUE : Ticks.of(next);
    }

    /**
     * @param life as it is when the publish begins
     * @param fresh the step is the answer to a read that was asked for by a process that has not stood still since
     * @param k its version, -1 if nothing committed calls for it
     */
    void onPublish(World w, Life life, Occurrence occurrence, int k, boolean fresh) {
        Instant now = scenario.clock(w.now());
        if (now.isBefore(occurrence.at())) broken(Property.EARLY);
        if (k < 0) broken(Property.UNJUST);
        if (!fresh && (life.paused() || now.isAfter(occurrence.at().plus(Protocol.LATE)))) broken(Property.STALE);
        long n = life.memory().n();
        if (w.journal().value.skips(occurrence, n)) broken(Property.SKIP);
        boolean again = k >= 0 && ((w.broker() >>> k & 1) != 0 || Lines.of(w.lines(), k) != Lines.NONE);
        if (again && !scenario.faults()) broken(Property.TWICE);
        if (n < w.journal().value.n()) superseded++;
        else if (again) repeated++;
    }

    /** Something is begun while an event is under way. */
    void onBetween() {
        if (!variant.has(Flaw.BETWEEN_UNSEEN)) broken(Property.BETWEEN);
    }

    /** @param life as it is when the event is decided */
    void onPersist(Life life, WriteEvent event) {
        DeviceState next = event.write().event().applyTo(life.memory().state());
        Agenda agenda = next.timing(Mutants.SERVICE)
                .map(timing -> new Agenda(next, timing))
                .orElseThrow();
        int flying = life.flying() & ~life.recalled();
        for (int k = 0; flying >>> k != 0; k++)
            if ((flying >>> k & 1) != 0
                    && (!agenda.owes(occurrences.get(k)) || !next.keeps(occurrences.get(k), life.memory().state)))
                broken(Property.RECALL);
    }

    void onPersisted(World w, long n, DeviceEvent event) {
        Journal journal = w.journal().value;
        if (journal.n() != n + 1 || !event.equals(journal.event())) broken(Property.ACKED);
    }

    /** @param k which version it is for who records it, -1 if nothing committed ever called for it */
    void onLine(World w, int k, Verdict verdict) {
        if (k < 0) {
            broken(Property.UNJUST);
            return;
        }
        if (verdict.acknowledged() && (w.broker() >>> k & 1) == 0) broken(Property.VERSION);
        if (Lines.of(w.lines(), k) != Lines.NONE) return;
        Journal journal = w.journal().value;
        // of several events in one tick each is a millisecond later than the one before
        Instant latest = scenario.latestBy(w.now()).plusMillis(journal.n());
        if (verdict == Verdict.EXPIRED && !isPastGrace(latest, k)) broken(Property.EARLY);
        if (verdict == Verdict.SKIPPED && !journal.everSkips(occurrences.get(k))) broken(Property.SKIP);
        if (verdict == Verdict.WITHDRAWN && (journal.withdrawable >>> k & 1) == 0) broken(Property.WDRAW);
    }

    @Nullable
    Property brokenIn(World w) {
        Journal journal = w.journal().value;
        Instant due = w.row().value.dueAt();
        if (due.isAfter(journal.owedOutOfSight)) return Property.I1;
        if (any(journal.owed, k -> occurrences.at(k).isBefore(due) && !isAccountedFor(w, k))) return Property.I1;
        if (w.row().value.seq() != journal.n()) return Property.SEQ;
        if (any(journal.due, k -> occurrences.at(k).isBefore(due) && Lines.of(w.lines(), k) == Lines.NONE))
            return Property.ACC;
        return journal.endOfOnce.isBefore(due) ? Property.ONCE : null;
    }

    private static boolean isAccountedFor(World w, int k) {
        int line = Lines.of(w.lines(), k);
        return (w.broker() >>> k & 1) != 0 || line == Lines.EXPIRED || line == Lines.WITHDRAWN;
    }

    private static boolean any(int bits, IntPredicate wanted) {
        for (int k = 0; bits >>> k != 0; k++) if ((bits >>> k & 1) != 0 && wanted.test(k)) return true;
        return false;
    }

    boolean atRest(World w) {
        return !w.row().value.dueAt().isBefore(Ticks.OUT_OF_SIGHT) && !isOfTheFuture(w);
    }

    /** An event was written by a clock that was ahead, and is not set right yet. */
    boolean isOfTheFuture(World w) {
        Instant right = scenario.clock(Math.max(w.now(), 1));
        return scenario.ahead() > 0 && w.journal().value.state().isOfTheFuture(right);
    }

    /** Something without a line is past its grace, or will be from birth since its change takes so long. */
    boolean openPastGrace(World w) {
        Instant now = scenario.clock(w.now());
        if (any(w.journal().value.due, k -> isPastGrace(now, k) && Lines.of(w.lines(), k) == Lines.NONE)) return true;
        for (One<? extends Write> orphan : w.orphans().value)
            if (orphan.value instanceof WriteEvent event && bornPastGrace(now, event)) return true;
        return bornPastGrace(now, w.first()) || bornPastGrace(now, w.second());
    }

    private static boolean bornPastGrace(Instant now, @Nullable One<Life> life) {
        return life != null && life.value.persist() != null && bornPastGrace(now, life.value.persist().value);
    }

    private static boolean bornPastGrace(Instant now, WriteEvent event) {
        return now.minus(Mutants.TERMS.grace()).isAfter(event.write().owedFrom());
    }

    private boolean isPastGrace(Instant now, int k) {
        return now.minus(Mutants.TERMS.grace()).isAfter(occurrences.at(k));
    }
}
