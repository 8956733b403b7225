package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.GroupSpent;
import io.carillon.schedule.Effect.Leave;
import io.carillon.schedule.Effect.Stop;
import io.carillon.schedule.Effect.WriteSettle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The wake-up protocol of one device, as a state machine without effects: {@link #step} takes an input and returns the
 * effects that follow. That <i>an event, its row and its lines are one write</i>, and that <i>a firing is settled once
 * the broker has acknowledged it</i>, is decided here and nowhere else. {@code ProtocolExplorerTest} explores this very
 * code; its mutants override the methods that are not private, which is the only reason for the class to be open.
 * Numbers refer to the steps of the design; steps 2 and 3 are {@link EventSteps}, 10 and 11 {@link AnswerSteps}.
 */
public class Protocol extends AnswerSteps {
    /** Between rounds of failed publishes. Half of each pause is jitter, so that devices do not retry together. */
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3));

    /** The pause before a failed settle or read is repeated. */
    static final Duration RETRY = Duration.ofSeconds(1);

    /** @param service the timing of devices that have no zone of their own */
    public Protocol(ServiceSettings settings, Timing service) {
        super(settings, service);
    }

    /** Changes {@code me} and returns the effects, in the order in which to carry them out. */
    public List<Effect> step(Incarnation me, Input input, Instant now) {
        List<Effect> effects = new ArrayList<>();
        input.tell(this, me, now, effects);
        return effects;
    }

    // ---------------------------------------------------------------------------------------- the row: 5

    /**
     * 5: a nudge. It is ignored while an event, a settle or a publish is under way, since it comes again: a herd at
     * work is overdue, and its rows would be read over and over.
     */
    void woken(Incarnation me, List<Effect> effects) {
        if (me.writing == null && me.settle == null && !me.isPublishing()) read(me, effects);
    }

    /** 6: a read under way may have seen the row before the pause, and does not count. */
    void paused(Incarnation me) {
        me.suspect = true;
        me.doubtRead();
    }

    void rowRead(Incarnation me, Wakeup row, Instant now, List<Effect> effects) {
        long asked = me.hasRead();
        if (me.writing != null) return;
        if (outdated(me, asked) && me.ending) goOn(me, now, false, effects);
        else if (outdated(me, asked)) read(me, effects);
        else if (superseded(me, row)) effects.add(new Stop("its row is at event " + row.seq() + ", not " + me.n));
        else {
            me.suspect = false;
            learn(me, row, now);
            arm(me, row, now);
            takeWhatWaited(me, now, effects);
            if (me.state.isOfTheFuture(now)) setRight(me, now, effects);
            else goOn(me, now, true, effects);
        }
    }

    /** The row read may be older than an event written since: it gives no cursor. */
    boolean outdated(Incarnation me, long asked) {
        return asked != me.n;
    }

    boolean superseded(Incarnation me, Wakeup row) {
        return row.seq() != me.n;
    }

    /**
     * Under the same zone rules nothing is owed between now and the row's {@code due_at}. If the row was computed under
     * other rules, something may be, and a row ahead of the cursor then proves nothing. A row that has moved on since
     * this incarnation read it proves that another incarnation settled, while this one was paused, what this one would
     * publish again.
     */
    void arm(Incarnation me, Wakeup row, Instant now) {
        Instant seen = me.rowAt;
        me.rowAt = later(seen, row.owedFrom());
        Agenda agenda = me.agenda(service);
        if (me.cursor == null) {
            me.cursor = agenda == null ? row.owedFrom() : earlier(row.owedFrom(), agenda.first(now, me.done));
        } else if (row.owedFrom().isBefore(me.cursor)) {
            me.dirty = true;
        } else if (row.owedFrom().isAfter(seen)) {
            me.cursor = row.owedFrom();
            me.dirty = me.dirty || me.done.keySet().stream().anyMatch(me::isPassed);
        }
    }

    void readFailed(Incarnation me, Instant now, List<Effect> effects) {
        me.hasRead();
        me.databaseAfter = now.plus(RETRY);
        putOff(me, effects);
        Input.Wish wish = me.wish;
        if (wish != null && me.cursor == null) decided(me, wish, new Decision.Refused(Problem.UNAVAILABLE), effects);
        goOn(me, now, false, effects);
    }

    // ---------------------------------------------------------------------------------------- firing: 6 and 7

    void timerElapsed(Incarnation me, Instant now, List<Effect> effects) {
        me.timerAt = null;
        goOn(me, now, false, effects);
    }

    /** A waiting change goes first; while its event is being written nothing fires and nothing else is written. */
    @Override
    void goOn(Incarnation me, Instant now, boolean rowIsFresh, List<Effect> effects) {
        Input.Wish wish = me.wish;
        if (wish != null && me.writing == null) decide(me, wish, now, effects);
        Agenda agenda = me.agenda(service);
        if (isHeldBack(me) || me.cursor == null || agenda == null) return;
        if (!me.ending) fire(me, agenda, me.cursor, now, rowIsFresh, effects);
        settle(me, agenda, me.cursor, now, effects);
        if (me.writing == null) armTimer(me, agenda, me.cursor, now, effects);
    }

    boolean isHeldBack(Incarnation me) {
        return me.writing != null;
    }

    private void fire(
            Incarnation me, Agenda agenda, Instant cursor, Instant now, boolean rowIsFresh, List<Effect> effects) {
        List<Occurrence> ready = new ArrayList<>();
        List<Firing> silent = new ArrayList<>();
        List<Occurrence> due = agenda.owed(cursor, now, mostDue(agenda), me.done.keySet());
        for (Occurrence occurrence : due) {
            Attempt tried = me.attempt(occurrence);
            if (tried.inFlight()) continue;
            Optional<Verdict> verdict = silently(agenda, occurrence, tried, now);
            if (verdict.isPresent())
                silent.add(Firing.of(occurrence, verdict.get(), tried, confirmation(agenda, occurrence)));
            else if (!rests(agenda, occurrence, tried, now)) ready.add(occurrence);
        }
        if (due.size() - silent.size() > AT_ONCE) endOldest(me, agenda, due, ready, silent);
        if (!silent.isEmpty()) {
            me.done(done -> silent.forEach(firing -> done.put(firing.occurrence(), firing)));
            me.open(open -> silent.forEach(firing -> open.remove(firing.occurrence())));
        }
        boolean waiting = backsOff(me, now) && ready.stream().allMatch(me.open::containsKey);
        if (ready.isEmpty() || waiting) return;
        if (!rowIsFresh && mayBeSuperseded(me, firstDue(me, agenda, ready), now)) {
            if (!restsFromDatabase(me, now)) read(me, effects);
            return;
        }
        for (Occurrence occurrence : ready) effects.add(publish(me, agenda, occurrence, now));
        published(me, ready);
    }

    /** Where many occurrences may be open for long, more are examined than may be open. */
    private static int mostDue(Agenda agenda) {
        return agenda.isPlain() ? AT_ONCE : 2 * AT_ONCE;
    }

    /** At most {@link #AT_ONCE} stay open. Where there may be more than were examined, nothing is published yet. */
    private void endOldest(
            Incarnation me, Agenda agenda, List<Occurrence> due, List<Occurrence> ready, List<Firing> silent) {
        Set<Occurrence> over = silent.stream().map(Firing::occurrence).collect(Collectors.toSet());
        int most = due.size() - AT_ONCE;
        for (Occurrence occurrence : due) {
            Attempt tried = me.attempt(occurrence);
            if (over.size() == most) break;
            if (tried.inFlight() || !over.add(occurrence)) continue;
            silent.add(Firing.of(occurrence, Verdict.SUPERSEDED, tried, confirmation(agenda, occurrence)));
        }
        if (due.size() == mostDue(agenda)) ready.clear();
        else ready.removeAll(over);
    }

    /** A late firing reads the row first: the process may have been paused and superseded. */
    boolean mayBeSuperseded(Incarnation me, Instant due, Instant now) {
        return me.suspect || due.plus(Firing.LATE).isBefore(now);
    }

    void published(Incarnation me, List<Occurrence> occurrences) {
        me.open(open -> occurrences.forEach(
                occurrence -> open.put(occurrence, me.attempt(occurrence).started())));
    }

    void acknowledged(Incarnation me, Input.Acknowledged told, Instant now, List<Effect> effects) {
        Occurrence occurrence = told.occurrence();
        if (me.attempt(occurrence).outdated()) {
            me.open(open -> open.remove(occurrence));
            goOn(me, now, false, effects);
            return;
        }
        me.failedRounds = 0;
        Attempt ended = me.attempt(occurrence).ended(told.sentAt(), null);
        Agenda agenda = me.agenda(service);
        if (agenda != null && agenda.promise(occurrence).confirm()) {
            waits(me, agenda, occurrence, ended, told.at(), now);
            goOn(me, now, false, effects);
            return;
        }
        Instant acknowledged = ended.acknowledgedAt();
        Firing firing = new Firing(
                occurrence,
                told.verdict(),
                ended.count(),
                ended.publishedAt(),
                acknowledged == null ? told.at() : acknowledged);
        me.dirty = me.dirty || !owes(me, occurrence) || me.isPassed(occurrence);
        me.open(open -> open.remove(occurrence));
        me.done(done -> done.merge(occurrence, firing, Firing::or));
        if (firing.equals(me.done.get(occurrence))) me.untell(occurrence);
        goOn(me, now, false, effects);
    }

    /** The first failure of a round schedules the next round; the round's other failures join it. */
    void publishFailed(Incarnation me, Input.PublishFailed told, Instant now, List<Effect> effects) {
        Attempt ended = me.attempt(told.occurrence()).ended(told.sentAt(), told.reason());
        Agenda agenda = me.agenda(service);
        boolean owed = agenda != null && agenda.owes(told.occurrence());
        if (agenda != null && owed && ended.answer() != null) end(me, agenda, told.occurrence(), ended, ended.answer());
        else
            me.open(open -> {
                if (agenda != null && owed) open.put(told.occurrence(), tried(agenda, told.occurrence(), ended, now));
                else open.remove(told.occurrence());
            });
        if (owed && !backsOff(me, now)) {
            me.failedRounds++;
            me.publishAfter = now.plus(PAUSES.after(me.failedRounds, 2, told.chance()));
        }
        goOn(me, now, false, effects);
    }

    // ---------------------------------------------------------------------------------------- settling: 8

    private void settle(Incarnation me, Agenda agenda, Instant cursor, Instant now, List<Effect> effects) {
        if (me.writing != null || me.settle != null || me.isReading() || restsFromDatabase(me, now)) return;
        if (me.state.isOfTheFuture(now)) {
            setRight(me, now, effects);
            return;
        }
        Optional<Group> spent = spent(me, agenda, cursor);
        Instant next = firstWithoutVerdict(me, agenda, cursor);
        if (spent.isPresent()) {
            GroupId group = spent.get().id();
            List<Firing> lines = verdicts(me, agenda, next, group);
            write(me, new GroupSpent(group, me.state.momentOfChange(now)), lines, next, null, effects);
            return;
        }
        Settle settle = parking(me, agenda, cursor, next, now);
        boolean moves = next.isAfter(cursor) || me.dirty || !agenda.isPlain() && me.hasUntold();
        if (settle == null && moves) settle = new Settle(next, me.n, cursor, verdicts(me, agenda, next, null));
        if (settle == null) return;
        me.dirty = false;
        me.settle = settle;
        effects.add(new WriteSettle(settle));
    }

    /**
     * A once-group all of whose occurrences have verdicts: it turns itself off before the row moves past the last one.
     */
    Optional<Group> spent(Incarnation me, Agenda agenda, Instant cursor) {
        for (Group group : me.state.groups()) {
            if (!group.enabled() || !group.days().once()) continue;
            if (me.done.keySet().containsAll(agenda.owed(group, cursor, Wakeup.NEVER, AT_ONCE)))
                return Optional.of(group);
        }
        return Optional.empty();
    }

    Instant firstWithoutVerdict(Incarnation me, Agenda agenda, Instant cursor) {
        return agenda.first(cursor, me.done);
    }

    /** The cursor moves only if it has not changed since the settle was sent. */
    void settled(Incarnation me, boolean updated, Instant now, List<Effect> effects) {
        Settle settle = Optional.ofNullable(me.settle).orElseThrow();
        me.settle = null;
        if (!updated && settle.n() == me.n) {
            effects.add(new Stop("its settle was refused"));
            return;
        }
        if (updated) {
            me.rowAt = later(me.rowAt, settle.owedFrom());
            if (settle.cursor().equals(me.cursor)) me.cursor = settle.owedFrom();
            written(me, settle.verdicts());
            me.parkedUntil = settle.parks() ? settle.dueAt() : null;
        } else me.dirty = true;
        goOn(me, now, false, effects);
        if (me.parkedUntil != null && hasNothingToDo(me, now)) effects.add(new Leave());
    }

    /** 10: a device that is about to fire for the first time stays. */
    void pressed(Incarnation me, Instant now, List<Effect> effects) {
        Agenda agenda = me.agenda(service);
        if (agenda == null || me.cursor == null || me.open.isEmpty() || isSoon(firstToCome(me, agenda, now), now))
            return;
        me.pressed = true;
        goOn(me, now, false, effects);
        me.pressed = false;
        if (me.parkedUntil != null && hasNothingToDo(me, now)) effects.add(new Leave());
    }

    /** 10: the settle under way knows nothing of the stop. */
    void stopped(Incarnation me, Instant now, List<Effect> effects) {
        me.dirty = me.dirty || me.settle != null;
        goOn(me, now, false, effects);
    }

    /** Whether it is parked and nothing has happened since. */
    private static boolean hasNothingToDo(Incarnation me, Instant now) {
        boolean busy = me.isPublishing() || me.isReading() || me.settle != null || !me.isFree();
        return !busy && !me.hasUntold() && !me.hailed && me.answers.isEmpty() && now.isBefore(me.parkedUntil);
    }

    /** The outcome of the settle is unknown: it is sent again, from the state at that time. */
    void settleFailed(Incarnation me, Instant now, List<Effect> effects) {
        me.settle = null;
        me.dirty = true;
        me.databaseAfter = now.plus(RETRY);
        goOn(me, now, false, effects);
    }

    // ---------------------------------------------------------------------------------------- the timer: 6

    /** Arms only instants that are near; the row brings the device back for others. */
    private void armTimer(Incarnation me, Agenda agenda, Instant cursor, Instant now, List<Effect> effects) {
        Instant next = agenda.first(later(cursor, now.plusNanos(1)), me.done);
        if (!agenda.isPlain()) next = earlier(next, nextLook(me, agenda, now));
        boolean repeats = me.open.entrySet().stream()
                .anyMatch(
                        tried -> !tried.getValue().inFlight() && !rests(agenda, tried.getKey(), tried.getValue(), now));
        if (repeats && backsOff(me, now)) next = earlier(next, me.publishAfter);
        if (restsFromDatabase(me, now)) next = earlier(next, me.databaseAfter);
        if (!next.isAfter(near(now))) wakeAt(me, next, effects);
    }

    private static boolean backsOff(Incarnation me, Instant now) {
        return isAhead(me.publishAfter, now, PAUSES.longest());
    }

    private static boolean restsFromDatabase(Incarnation me, Instant now) {
        return isAhead(me.databaseAfter, now, RETRY);
    }

    /** An instant further ahead than possible was set by a wrong clock, and holds nothing back. */
    private static boolean isAhead(Instant until, Instant now, Duration most) {
        return now.isBefore(until) && !now.plus(most).isBefore(until);
    }
}
