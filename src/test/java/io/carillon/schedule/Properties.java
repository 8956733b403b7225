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
        /**
         * Nothing is published before its time, or recorded {@code expired} or {@code unanswered} before its validity is over,
         * or {@code superseded} before a later instant of its group.
         */
        EARLY,
        /** Nothing is published that the state its publisher knows of does not call for. */
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
        /** No endless publishing: no cycle without faults and users contains a publish. */
        LIVE,
        /** Without any fault nothing is published twice. */
        TWICE,
        /**
         * {@code confirmed} only if the device answered, {@code unanswered} only if the broker had it; {@code expired} never
         * where a line says that it had, nor without faults where it had; {@code delivered} never where an answer ends it.
         */
        UNTRUE,
        /** {@code confirmed} is never overwritten. */
        LOST,
        /** An answer to something open is not dropped. */
        ANSWER,
        /** Nothing is published by who has taken its answer. */
        AFTER,
        /** Nothing is published once a later instant of a group that wants only its latest has come due. */
        OUTDATED,
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
     * @param mustElapseBy the minute of what it must do next, see {@link #mustElapseBy}
     */
    void onStep(World w, LiveIncarnation life, int mustElapseBy) {
        if (life.elapses(Ticks.of(scenario.clock(w.now()))) || life.waits() || life.memory().ending) return;
        if (life.timer() == LiveIncarnation.NO_TIMER ? mustElapseBy < Integer.MAX_VALUE : life.timer() > mustElapseBy)
            broken(Property.TIMER);
    }

    /** Before everything else where something has been put off; the largest number where nothing is near. */
    int mustElapseBy(Incarnation me, int tick) {
        Agenda agenda = me.agenda(Mutants.SERVICE);
        if (me.wish != null) return Integer.MIN_VALUE;
        if (me.cursor == null || agenda == null) return Integer.MAX_VALUE;
        if (me.dirty) return Integer.MIN_VALUE;
        Instant now = scenario.clock(tick);
        int near = Math.min(scenario.lastMinute(), Ticks.of(now) + 2);
        Instant next = Wakeup.NEVER;
        for (Occurrence occurrence : agenda.owed(me.cursor, Ticks.at(near), 100, me.done.keySet())) {
            Attempt tried = me.attempt(occurrence);
            Instant until = AnswerSteps.restsUntil(agenda, occurrence, tried);
            Instant over = scenario.validUntil(occurrence).plus(Ticks.TICK);
            Instant looks = !tried.rests() ? occurrence.at() : until.isBefore(over) ? until : over;
            if (looks.isBefore(next)) next = looks;
        }
        return next.isAfter(Ticks.at(near)) ? Integer.MAX_VALUE : Ticks.of(next);
    }

    /**
     * @param life as it is when the publish begins
     * @param fresh the step is the answer to a read that was asked for by a process that has not stood still since
     * @param k its version, -1 if nothing committed calls for it
     */
    void onPublish(World w, LiveIncarnation life, Occurrence occurrence, int k, boolean fresh) {
        Instant now = scenario.clock(w.now());
        if (now.isBefore(occurrence.at())) broken(Property.EARLY);
        if (k < 0 || (w.journal().value.owed(life.memory().n()) >>> k & 1) == 0) broken(Property.UNJUST);
        if (!fresh
                && (life.paused()
                        || now.isAfter(dueAt(life.memory(), occurrence).plus(Firing.LATE)))) broken(Property.STALE);
        long n = life.memory().n();
        if (w.journal().value.skips(occurrence, n)) broken(Property.SKIP);
        boolean has = k >= 0 && (w.broker() >>> k & 1) != 0;
        boolean again = k >= 0 && (has && !confirms(occurrence) || Lines.ended(w.lines(), k));
        if (again && !scenario.faults()) broken(Property.TWICE);
        if (k >= 0 && (life.heard() >>> k & 1) != 0) broken(Property.AFTER);
        if (scenario.promise(occurrence).latestOnly() && isFollowed(w.journal().value, occurrence, n, now))
            broken(Property.OUTDATED);
        if (n < w.journal().value.n()) superseded++;
        else if (again) repeated++;
    }

    /** A repeat is due when it is its turn. */
    private static Instant dueAt(Incarnation me, Occurrence occurrence) {
        Agenda agenda = me.agenda(Mutants.SERVICE);
        Instant due =
                agenda == null ? occurrence.at() : AnswerSteps.restsUntil(agenda, occurrence, me.attempt(occurrence));
        return due.isBefore(occurrence.at()) ? occurrence.at() : due;
    }

    private boolean confirms(Occurrence occurrence) {
        return scenario.promise(occurrence).confirm();
    }

    /** As far as one knows who knows {@code n} events. */
    private boolean isFollowed(Journal journal, Occurrence occurrence, long n, Instant now) {
        return any(
                journal.owed(n),
                j -> occurrences.get(j).group().equals(occurrence.group())
                        && occurrences.at(j).isAfter(occurrence.at())
                        && !occurrences.at(j).isAfter(now)
                        && !journal.skips(occurrences.get(j), n));
    }

    /** An answer is dropped. */
    void onDropped(World w, int k, boolean open) {
        if (open && (w.journal().value.owed >>> k & 1) != 0) broken(Property.ANSWER);
    }

    /** Something is begun while an event is under way. */
    void onBetween() {
        if (!variant.has(Flaw.BETWEEN_UNSEEN)) broken(Property.BETWEEN);
    }

    /** @param life as it is when the event is decided */
    void onPersist(LiveIncarnation life, WriteEvent event) {
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
        boolean has = (w.broker() >>> k & 1) != 0;
        if (verdict.answered() && (w.mail().answered() >>> k & 1) == 0) broken(Property.UNTRUE);
        if ((verdict == Verdict.UNANSWERED || verdict == Verdict.WAITING) && !has) broken(Property.UNTRUE);
        if (verdict.acknowledged() && confirms(occurrences.get(k)) && !scenario.takesConfirmOff())
            broken(Property.UNTRUE);
        if (Lines.ended(w.lines(), k)) return;
        boolean flies = flies(w.first(), k) || flies(w.second(), k);
        if (verdict == Verdict.EXPIRED && has && !flies && !scenario.faults()) broken(Property.UNTRUE);
        Journal journal = w.journal().value;
        // of several events in one tick each is a millisecond later than the one before
        Instant latest = scenario.latestBy(w.now()).plusMillis(journal.n());
        boolean givenUp = verdict == Verdict.EXPIRED || verdict == Verdict.UNANSWERED;
        if (givenUp && !isPastGrace(latest, k)) broken(Property.EARLY);
        if (verdict == Verdict.SUPERSEDED && !isFollowed(journal, occurrences.get(k), journal.n(), latest))
            broken(Property.EARLY);
        if (verdict == Verdict.SKIPPED && !journal.everSkips(occurrences.get(k))) broken(Property.SKIP);
        if (verdict == Verdict.WITHDRAWN && (journal.withdrawable >>> k & 1) == 0) broken(Property.WDRAW);
    }

    private static boolean flies(@Nullable One<LiveIncarnation> life, int k) {
        return life != null && (life.value.flying() >>> k & 1) != 0;
    }

    void onLineChanged(World w, int k, long before, long after) {
        if (Lines.of(before, k) == Lines.CONFIRMED && Lines.of(after, k) != Lines.CONFIRMED) broken(Property.LOST);
        if (Lines.of(before, k) == Lines.WAITING && Lines.of(after, k) == Lines.EXPIRED
                || Lines.of(before, k) == Lines.EXPIRED && Lines.of(after, k) == Lines.WAITING) broken(Property.UNTRUE);
    }

    @Nullable
    Property brokenIn(World w) {
        Journal journal = w.journal().value;
        Instant due = w.row().value.owedFrom();
        if (due.isAfter(journal.owedOutOfSight)) return Property.I1;
        if (any(journal.owed, k -> occurrences.at(k).isBefore(due) && !isAccountedFor(w, k))) return Property.I1;
        if (w.row().value.seq() != journal.n()) return Property.SEQ;
        if (any(journal.due, k -> occurrences.at(k).isBefore(due) && !Lines.ended(w.lines(), k))) return Property.ACC;
        return journal.endOfOnce.isBefore(due) ? Property.ONCE : null;
    }

    private boolean isAccountedFor(World w, int k) {
        boolean has = (w.broker() >>> k & 1) != 0;
        return has && !confirms(occurrences.get(k))
                || Lines.ended(w.lines(), k) && (has || Lines.of(w.lines(), k) != Lines.DELIVERED);
    }

    private static boolean any(int bits, IntPredicate wanted) {
        for (int k = 0; bits >>> k != 0; k++) if ((bits >>> k & 1) != 0 && wanted.test(k)) return true;
        return false;
    }

    /** A run to come may be out of reach: it counts from when its wish is decided, and the clock stops. */
    boolean atRest(World w) {
        return w.row().value.owedFrom().isAfter(scenario.latestBy(scenario.lastTick())) && !isOfTheFuture(w);
    }

    /** An event was written by a clock that was ahead, and is not set right yet. */
    boolean isOfTheFuture(World w) {
        Instant right = scenario.clock(Math.max(w.now(), 1));
        return scenario.ahead() > 0 && w.journal().value.state().isOfTheFuture(right);
    }

    /** Something without a line is past its grace, or will be from birth since its change takes so long. */
    boolean openPastGrace(World w) {
        Instant now = scenario.clock(w.now());
        if (any(w.journal().value.due, k -> !Lines.ended(w.lines(), k) && (isPastGrace(now, k) || isUnheard(w, k))))
            return true;
        for (One<? extends Write> orphan : w.orphans().value)
            if (orphan.value instanceof WriteEvent event && bornPastGrace(now, event)) return true;
        return bornPastGrace(now, w.first()) || bornPastGrace(now, w.second());
    }

    /** Its answer is lost: only a repeat, which may come too late, can bring another. */
    private static boolean isUnheard(World w, int k) {
        World.Mail mail = w.mail();
        return (mail.answered() & ~mail.asked() & ~mail.answers() & 1 << k) != 0;
    }

    private static boolean bornPastGrace(Instant now, @Nullable One<LiveIncarnation> life) {
        return life != null && life.value.persist() != null && bornPastGrace(now, life.value.persist().value);
    }

    private static boolean bornPastGrace(Instant now, WriteEvent event) {
        return now.minus(Mutants.SETTINGS.grace()).isAfter(event.write().owedFrom());
    }

    private boolean isPastGrace(Instant now, int k) {
        return now.isAfter(scenario.validUntil(occurrences.get(k)));
    }
}
