package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.GroupSpent;
import io.carillon.schedule.Effect.Publish;
import io.carillon.schedule.Effect.Stop;
import io.carillon.schedule.Effect.WriteSettle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The wake-up protocol of one device, as a machine without effects: {@link #step} takes what has just happened and says what
 * follows. That <i>an event, its row and its lines are one write</i>, and <i>acknowledged by the broker, then settled</i>,
 * is decided here and nowhere else; {@code ProtocolExplorerTest} explores this very code, and its mutants override the
 * methods that are not private. The numbers are the steps of the design; 2 and 3 are {@link EventSteps}.
 */
public class Protocol extends EventSteps {
    /** A firing later than this reads the row first: the process may have been paused and superseded. */
    static final Duration LATE = Duration.ofSeconds(2);

    /** A settle or a read that failed is repeated after it. */
    static final Duration RETRY = Duration.ofSeconds(1);

    /** @param service how the device's local times become instants while it has no zone of its own */
    public Protocol(Terms terms, Timing service) {
        super(terms, service);
    }

    /** Changes what {@code me} remembers and answers what is to be done, in this order. */
    public List<Effect> step(Incarnation me, Input input, Instant now) {
        List<Effect> effects = new ArrayList<>();
        input.tell(this, me, now, effects);
        return effects;
    }

    // ---------------------------------------------------------------------------------------- the row: 5

    /**
     * 5: a nudge. It comes again, so it is ignored while an event, a settle or a publish is on its way: a herd in the middle
     * of its work is overdue, and would be read over and over.
     */
    void woken(Incarnation me, List<Effect> effects) {
        if (me.writing == null && me.settle == null && !me.isPublishing()) read(me, effects);
    }

    /** 6: a read that is under way may have seen the row before the pause, and does not count. */
    void paused(Incarnation me) {
        me.suspect = true;
        me.doubtRead();
    }

    void rowRead(Incarnation me, Wakeup row, Instant now, List<Effect> effects) {
        long asked = me.hasRead();
        if (me.writing != null) return;
        if (outdated(me, asked) && !me.ending) read(me, effects);
        else if (superseded(me, row)) effects.add(new Stop("its row is at event " + row.seq() + ", not " + me.n));
        else {
            me.suspect = false;
            arm(me, row, now);
            if (me.state.isOfTheFuture(now)) setRight(me, now, effects);
            else goOn(me, now, true, effects);
        }
    }

    /** The answer may be older than an event written since: what it shows is no cursor. */
    boolean outdated(Incarnation me, long asked) {
        return asked != me.n;
    }

    boolean superseded(Incarnation me, Wakeup row) {
        return row.seq() != me.n;
    }

    /**
     * By equal zone rules nothing is owed between now and the row's {@code due_at}. By others, with which the row may have
     * been computed, something may be: that the row lies ahead of the cursor says nothing. That it has moved on since this
     * life saw it says that another, while this one was paused, has settled what this one would publish again.
     */
    void arm(Incarnation me, Wakeup row, Instant now) {
        Instant seen = me.rowAt;
        me.rowAt = later(seen, row.dueAt());
        Agenda agenda = me.agenda(service);
        if (me.cursor == null) {
            me.cursor = agenda == null ? row.dueAt() : earlier(row.dueAt(), agenda.first(now, me.done));
        } else if (row.dueAt().isBefore(me.cursor)) {
            me.dirty = true;
        } else if (row.dueAt().isAfter(seen)) {
            me.cursor = row.dueAt();
            me.dirty = me.dirty || me.done.keySet().stream().anyMatch(me::isPassed);
        }
    }

    void readFailed(Incarnation me, Instant now, List<Effect> effects) {
        me.hasRead();
        me.databaseAfter = now.plus(RETRY);
        Input.Wish wish = me.wish;
        if (wish != null && me.cursor == null) decided(me, wish, new Decision.Refused(Problem.UNAVAILABLE), effects);
        goOn(me, now, false, effects);
    }

    // ---------------------------------------------------------------------------------------- firing: 6 and 7

    void rung(Incarnation me, Instant now, List<Effect> effects) {
        me.ring = null;
        goOn(me, now, false, effects);
    }

    /** A change that waits goes first; while its event is under way nothing fires and nothing else is written. */
    private void goOn(Incarnation me, Instant now, boolean rowIsFresh, List<Effect> effects) {
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
        for (Occurrence occurrence : agenda.owed(cursor, now, AT_ONCE)) {
            if (me.done.containsKey(occurrence) || me.attempt(occurrence).inFlight()) continue;
            Optional<Verdict> verdict = silently(agenda, occurrence, now);
            if (verdict.isEmpty()) ready.add(occurrence);
            else silent.add(Firing.never(occurrence, verdict.get(), me.attempt(occurrence)));
        }
        if (!silent.isEmpty()) {
            me.done(done -> silent.forEach(firing -> done.put(firing.occurrence(), firing)));
            me.open(open -> silent.forEach(firing -> open.remove(firing.occurrence())));
        }
        boolean waiting = backsOff(me, now) && ready.stream().allMatch(me.open::containsKey);
        if (ready.isEmpty() || waiting) return;
        if (!rowIsFresh && mayBeSuperseded(me, ready.get(0), now)) {
            if (!restsFromDatabase(me, now)) read(me, effects);
            return;
        }
        for (Occurrence occurrence : ready) {
            String commands = me.state
                    .task(occurrence.group(), occurrence.task())
                    .orElseThrow()
                    .commands();
            effects.add(new Publish(occurrence, commands, me.attempt(occurrence).count() + 1));
        }
        published(me, ready);
    }

    boolean mayBeSuperseded(Incarnation me, Occurrence first, Instant now) {
        return me.suspect || first.at().plus(LATE).isBefore(now);
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
        int attempts = me.attempt(occurrence).ended(told.sentAt(), null).count();
        Firing firing = new Firing(occurrence, told.verdict(), attempts, told.sentAt(), told.at());
        me.failedRounds = 0;
        me.dirty = me.dirty || !owes(me, occurrence) || me.isPassed(occurrence);
        me.open(open -> open.remove(occurrence));
        me.done(done -> done.merge(occurrence, firing, Firing::or));
        goOn(me, now, false, effects);
    }

    /** The first failure of a round puts off the next: what else of the round fails comes along. */
    void publishFailed(Incarnation me, Input.PublishFailed told, Instant now, List<Effect> effects) {
        Attempt ended = me.attempt(told.occurrence()).ended(told.sentAt(), told.reason());
        boolean owed = owes(me, told.occurrence());
        me.open(open -> {
            if (owed) open.put(told.occurrence(), ended);
            else open.remove(told.occurrence());
        });
        if (owed && !backsOff(me, now)) {
            me.failedRounds++;
            me.publishAfter = now.plus(Backoff.after(me.failedRounds, told.chance()));
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
            List<Firing> lines = verdicts(me, next, group);
            write(me, new GroupSpent(group, me.state.momentOfChange(now)), lines, next, null, effects);
        } else if (next.isAfter(cursor) || me.dirty) {
            me.dirty = false;
            me.settle = new Settle(next, me.n, cursor, verdicts(me, next, null));
            effects.add(new WriteSettle(me.settle));
        }
    }

    /** A once-group whose every occurrence has its verdict: it turns itself off before the row moves past the last. */
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

    /** Of what lies before {@code next}, and of the group that is spent. */
    private static List<Firing> verdicts(Incarnation me, Instant next, @Nullable GroupId spent) {
        return me.done.values().stream()
                .filter(firing -> firing.occurrence().at().isBefore(next)
                        || firing.occurrence().group().equals(spent))
                .toList();
    }

    /** The cursor moves only if it is still the one that the settle was sent with. */
    void settled(Incarnation me, boolean updated, Instant now, List<Effect> effects) {
        Settle settle = Optional.ofNullable(me.settle).orElseThrow();
        me.settle = null;
        if (!updated && settle.n() == me.n) {
            effects.add(new Stop("its settle was refused"));
            return;
        }
        if (updated) {
            me.rowAt = later(me.rowAt, settle.dueAt());
            me.done(done -> settle.verdicts().forEach(firing -> done.remove(firing.occurrence(), firing)));
            if (settle.cursor().equals(me.cursor)) me.cursor = settle.dueAt();
        } else me.dirty = true;
        goOn(me, now, false, effects);
    }

    /** Nobody knows whether the settle landed; it is sent again from the then present state. */
    void settleFailed(Incarnation me, Instant now, List<Effect> effects) {
        me.settle = null;
        me.dirty = true;
        me.databaseAfter = now.plus(RETRY);
        goOn(me, now, false, effects);
    }

    // ---------------------------------------------------------------------------------------- the timer: 6

    /** Only what is near is armed; the row brings the rest back. */
    private void armTimer(Incarnation me, Agenda agenda, Instant cursor, Instant now, List<Effect> effects) {
        Instant next = agenda.first(later(cursor, now.plusNanos(1)), me.done);
        boolean repeats = me.open.values().stream().anyMatch(attempt -> !attempt.inFlight());
        if (repeats && backsOff(me, now)) next = earlier(next, me.publishAfter);
        if (restsFromDatabase(me, now)) next = earlier(next, me.databaseAfter);
        if (!next.isAfter(near(now))) wakeAt(me, next, effects);
    }

    private static boolean backsOff(Incarnation me, Instant now) {
        return isAhead(me.publishAfter, now, Backoff.LONGEST);
    }

    private static boolean restsFromDatabase(Incarnation me, Instant now) {
        return isAhead(me.databaseAfter, now, RETRY);
    }

    /** What lies further ahead than it can was set by a clock that was wrong, and holds back nothing. */
    private static boolean isAhead(Instant until, Instant now, Duration most) {
        return now.isBefore(until) && !now.plus(most).isBefore(until);
    }
}
