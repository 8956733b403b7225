package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.ScheduleEvent;
import io.carillon.schedule.Write.Insert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        /** {@code row.seq <= journal length + 1}. */
        SEQ,
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

    private final Scenario scenario;
    private final Occurrences occurrences;
    private final List<Property> brokenByStep = new ArrayList<>();
    private int superseded;
    private int repeated;

    Properties(Scenario scenario, Occurrences occurrences) {
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

    /** Publishes that are allowed and should be few. */
    String publishes() {
        return superseded + " by a superseded incarnation, " + repeated + " repeats by the newest";
    }

    /** @param life as the step leaves it */
    void onStep(World w, Life life) {
        Incarnation me = life.memory();
        Instant cursor = me.cursor();
        if (cursor == null || life.ring() == Life.RINGS || life.waits()) return;
        if (me.dirty()) brokenByStep.add(Property.TIMER);
        Instant near = Ticks.at(Math.min(scenario.lastTick(), w.now() + 2));
        for (Group group : me.state().groups())
            for (Task task : group.tasks()) {
                Instant at = Journal.today(task);
                if (group.enabled()
                        && at.isAfter(task.effectiveFrom())
                        && !at.isBefore(cursor)
                        && !at.isAfter(near)
                        && !me.done().containsKey(new Occurrence(group.id(), task.name(), at))
                        && (life.ring() == Life.NO_TIMER || life.ring() > Ticks.of(at)))
                    brokenByStep.add(Property.TIMER);
            }
        for (Occurrence run : me.state().runs())
            if (!run.at().isBefore(cursor)
                    && !run.at().isAfter(near)
                    && !me.done().containsKey(run)
                    && (life.ring() == Life.NO_TIMER || life.ring() > Ticks.of(run.at())))
                brokenByStep.add(Property.TIMER);
    }

    void onPublish(World w, Life life, Occurrence occurrence) {
        if (scenario.clock(w.now()).isBefore(occurrence.at())) brokenByStep.add(Property.EARLY);
        int bit = occurrences.bit(occurrence);
        if ((w.journal().value.everOwed & bit) == 0) brokenByStep.add(Property.UNJUST);
        if ((w.journal().value.skippedAt(life.memory().n()) & bit) != 0) brokenByStep.add(Property.SKIP);
        boolean again = (w.broker() & bit) != 0 || Lines.of(w.lines(), occurrences.number(occurrence)) != Lines.NONE;
        if (again && !scenario.faults()) brokenByStep.add(Property.TWICE);
        if (life.memory().n() < w.journal().value.n()) superseded++;
        else if (again) repeated++;
    }

    void onLines(World w, List<Firing> verdicts) {
        for (Firing firing : verdicts) {
            int k = occurrences.number(firing.occurrence());
            if (Lines.of(w.lines(), k) != Lines.NONE) continue;
            if (firing.verdict() == Verdict.EXPIRED && !pastGrace(w, k)) brokenByStep.add(Property.EARLY);
            if (firing.verdict() == Verdict.SKIPPED && (w.journal().value.everSkipped() >>> k & 1) == 0)
                brokenByStep.add(Property.SKIP);
            if (firing.verdict() == Verdict.WITHDRAWN && (w.journal().value.withdrawable >>> k & 1) == 0)
                brokenByStep.add(Property.WDRAW);
        }
    }

    @Nullable
    Property brokenIn(World w) {
        Journal journal = w.journal().value;
        Instant due = w.row().value.dueAt();
        if (w.row().value.seq() > journal.n() + 1) return Property.SEQ;
        if (due.isAfter(journal.owedOutOfSight)) return Property.I1;
        for (int k = 0; journal.owed >>> k != 0; k++) {
            if ((journal.owed >>> k & 1) == 0 || !occurrences.at(k).isBefore(due)) continue;
            int line = Lines.of(w.lines(), k);
            if ((w.broker() >>> k & 1) == 0 && line != Lines.EXPIRED && line != Lines.WITHDRAWN) return Property.I1;
        }
        for (int k = 0; journal.due >>> k != 0; k++)
            if ((journal.due >>> k & 1) != 0 && occurrences.at(k).isBefore(due) && Lines.of(w.lines(), k) == Lines.NONE)
                return Property.ACC;
        return journal.endOfOnce.isBefore(due) ? Property.ONCE : null;
    }

    static boolean atRest(World w) {
        return !w.row().value.dueAt().isBefore(Ticks.OUT_OF_SIGHT);
    }

    /** Something without a line is past its grace, or will be from birth since its change takes so long. */
    boolean openPastGrace(World w) {
        int due = w.journal().value.due;
        for (int k = 0; due >>> k != 0; k++) if ((due >>> k & 1) != 0 && openPastGrace(w, k)) return true;
        for (One<Write> orphan : w.orphans().value)
            if (orphan.value instanceof Insert insert
                    && bornPastGrace(w, insert.event().applyTo(w.journal().value.state()))) return true;
        return bornPastGrace(w, w.first()) || bornPastGrace(w, w.second());
    }

    private boolean bornPastGrace(World w, @Nullable One<Life> life) {
        if (life == null) return false;
        Incarnation me = life.value.memory();
        return me.writing() != null
                && me.writing().event() instanceof ScheduleEvent change
                && bornPastGrace(w, change.applyTo(me.state()));
    }

    private boolean bornPastGrace(World w, DeviceState next) {
        for (Group group : next.groups())
            for (Task task : group.tasks()) {
                Instant at = Journal.today(task);
                if (group.enabled()
                        && at.isAfter(task.effectiveFrom())
                        && openPastGrace(w, occurrences.number(new Occurrence(group.id(), task.name(), at))))
                    return true;
            }
        return next.runs().stream().anyMatch(run -> openPastGrace(w, occurrences.number(run)));
    }

    private boolean openPastGrace(World w, int k) {
        return pastGrace(w, k) && Lines.of(w.lines(), k) == Lines.NONE;
    }

    private boolean pastGrace(World w, int k) {
        return scenario.clock(w.now()).isAfter(occurrences.at(k).plus(Mutants.TERMS.grace()));
    }
}
