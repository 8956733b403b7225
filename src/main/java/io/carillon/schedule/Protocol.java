package io.carillon.schedule;

import static io.carillon.schedule.DeviceState.nextOwed;

import io.carillon.schedule.DeviceEvent.Fenced;
import io.carillon.schedule.DeviceEvent.GroupSpent;
import io.carillon.schedule.DeviceEvent.ScheduleEvent;
import io.carillon.schedule.Effect.Lower;
import io.carillon.schedule.Effect.Persist;
import io.carillon.schedule.Effect.Publish;
import io.carillon.schedule.Effect.ReadRow;
import io.carillon.schedule.Effect.WakeAt;
import io.carillon.schedule.Effect.WriteSettle;
import io.carillon.schedule.Incarnation.Writing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The wake-up protocol of one device, as a machine without effects: each method takes what has just happened and says
 * what follows. The order <i>lower the row, persist, answer</i> and <i>acknowledged by the broker, settle</i> lives here
 * and nowhere else; {@code ProtocolExplorerTest} explores this very code. The numbers are the steps of the design.
 *
 * <p>While a {@link Persist} is under way nothing else may be told: the journal holds all other messages back.
 */
public class Protocol {
    /** A firing later than this reads the row first: the process may have been paused and superseded. */
    static final Duration LATE = Duration.ofSeconds(2);

    /** A settle or a read that failed is repeated after it. */
    static final Duration RETRY = Duration.ofSeconds(1);

    /** Occurrences looked at in one go, so that a year's outage is settled piece by piece. */
    private static final int AT_ONCE = 1000;

    private final Terms terms;
    private final Timing service;

    /** @param service how the device's local times become instants while it has no zone of its own */
    public Protocol(Terms terms, Timing service) {
        this.terms = terms;
        this.service = service;
    }

    /** 2, 3: an accepted change of the schedule lowers the row first; any other event is simply written. */
    public Step accepted(Incarnation me, DeviceEvent event) {
        if (event instanceof ScheduleEvent change) {
            Instant owedFrom = change.applyTo(me.state()).firstOwedByChangesAt(change.at(), service);
            return lower(me.writing(new Writing(change, false, owedFrom)), owedFrom);
        }
        return persist(me, event);
    }

    Step lower(Incarnation me, Instant owedFrom) {
        return new Step(me, List.of(new Lower(owedFrom, me.n() + 1)));
    }

    /** 4: the row is lowered; the event is complete with the verdicts of what it ends, and written. */
    public Step lowered(Incarnation me, Instant found) {
        Writing writing = written(me);
        ScheduleEvent change = (ScheduleEvent) writing.event();
        ScheduleEvent complete = change.closing(closing(me, change, found));
        return new Step(me.writing(new Writing(complete, true, writing.owedFrom())), List.of(new Persist(complete)));
    }

    Closing closing(Incarnation me, ScheduleEvent change, Instant found) {
        List<Occurrence> ended = me.state().endedBy(change.applyTo(me.state()), service, found, change.at());
        return new Closing(found, verdicts(me, ended));
    }

    /** 3: the Lower came to nothing, or nobody knows; the change is off. */
    public Step lowerFailed(Incarnation me, Instant now) {
        return proceed(me.writing(null), now, false);
    }

    private Step persist(Incarnation me, DeviceEvent event) {
        return new Step(me.writing(new Writing(event, true, Wakeup.NEVER)), List.of(new Persist(event)));
    }

    /** 4: the event is stored. A life that is not armed nudges itself after it; an armed one comes back at once. */
    public Step persisted(Incarnation me, Instant now) {
        Writing writing = written(me);
        DeviceState next = writing.event().applyTo(me.state());
        Incarnation after = me.at(me.n() + 1, next).writing(null);
        Instant cursor = me.cursor();
        if (cursor == null) return read(after);
        after = after.cursor(earlier(cursor, writing.owedFrom()))
                .settling(boundedBy(writing.owedFrom(), me.settle()))
                .done(done -> next.closed().forEach(firing -> {
                    if (!me.state().closed().contains(firing)) done.putIfAbsent(firing.occurrence(), firing);
                }));
        after = forgetEnded(after);
        return writing.event() instanceof Fenced ? read(after) : new Step(after, List.of(new WakeAt(now)));
    }

    /** A settle under way does not know what the event made owed: its answer must not move the cursor past that. */
    @Nullable
    Settle boundedBy(Instant owedFrom, @Nullable Settle settle) {
        if (settle == null) return null;
        return new Settle(earlier(settle.dueAt(), owedFrom), settle.n(), settle.cursor(), settle.verdicts());
    }

    private Incarnation forgetEnded(Incarnation me) {
        return me.open(
                open -> open.entrySet().removeIf(tried -> !tried.getValue().inFlight() && !isOwed(me, tried.getKey())));
    }

    /**
     * 6: a Wake is a nudge: read the row. It comes again, so it is ignored while an event, a settle or a publish is on its
     * way: a herd in the middle of its work is overdue, and would be read over and over.
     */
    public Step woken(Incarnation me) {
        boolean busy = me.writing() != null || me.settle() != null || me.publishing();
        return busy ? new Step(me, List.of()) : read(me);
    }

    private Step read(Incarnation me) {
        return me.reading() ? new Step(me, List.of()) : new Step(me.reading(true), List.of(new ReadRow()));
    }

    /** 6: the row as it is now. Empty when no schedule was ever made for the device. */
    public Step rowRead(Incarnation asked, Optional<Wakeup> found, Instant now) {
        Incarnation me = asked.reading(false);
        if (me.writing() != null) return new Step(me, List.of());
        if (outdated(asked)) return read(me);
        if (found.isEmpty()) return new Step(me, List.of());
        Wakeup row = found.get();
        if (superseded(me, row)) return persist(me, new Fenced(me.state().momentOfChange(now)));
        return proceed(arm(me, row, now), now, true);
    }

    /** The answer may be older than the Lower of an event written since: what it shows is no cursor. */
    boolean outdated(Incarnation asked) {
        return asked.readAt() != asked.n();
    }

    boolean superseded(Incarnation me, Wakeup row) {
        return row.seq() > me.n();
    }

    /**
     * By equal zone rules nothing is owed between now and the row's {@code due_at}. By others, with which the row may have
     * been computed, something may be: that the row lies ahead of the cursor says nothing. That it has moved on since this
     * life saw it says that another, while this one was paused, has settled what this one would publish again.
     */
    private Incarnation arm(Incarnation me, Wakeup row, Instant now) {
        Incarnation armed = me.rowAt(later(me.rowAt(), row.dueAt()))
                .done(done -> me.state().closed().forEach(firing -> {
                    if (!firing.occurrence().at().isBefore(row.dueAt())) done.putIfAbsent(firing.occurrence(), firing);
                }));
        Instant cursor = me.cursor();
        if (cursor == null) return armed.cursor(earlier(row.dueAt(), firstWithoutVerdict(armed, now)));
        if (row.dueAt().isBefore(cursor)) return armed.dirty(true);
        if (!row.dueAt().isAfter(me.rowAt())) return armed;
        Incarnation passed = armed.cursor(row.dueAt());
        return passed.dirty(me.dirty() || passed.done().keySet().stream().anyMatch(done -> isPassed(passed, done)));
    }

    public Step readFailed(Incarnation me, Instant now) {
        return proceed(me.reading(false).databaseAfter(now.plus(RETRY)), now, false);
    }

    /** 7: the timer rang. */
    public Step rung(Incarnation me, Instant now) {
        return proceed(me, now, false);
    }

    /**
     * 8: the broker has it.
     *
     * @param verdict {@link Verdict#DELIVERED} or {@link Verdict#NO_SUBSCRIBER}
     */
    public Step acknowledged(
            Incarnation me,
            Occurrence occurrence,
            Verdict verdict,
            Instant sentAt,
            Instant acknowledgedAt,
            Instant now) {
        int attempts = me.attempt(occurrence).ended(sentAt).count();
        Firing firing = new Firing(occurrence, verdict, attempts, sentAt, acknowledgedAt);
        Incarnation after = me.open(open -> open.remove(occurrence))
                .done(done -> done.merge(occurrence, firing, Firing::or))
                .dirty(me.dirty() || !isOwed(me, occurrence) || isPassed(me, occurrence));
        return proceed(after, now, false);
    }

    /**
     * 8: the publish failed and may be repeated.
     *
     * @param sentAt when it began, null if it never reached the connection
     * @param pause how long to wait before the next try
     */
    public Step publishFailed(
            Incarnation me, Occurrence occurrence, @Nullable Instant sentAt, Duration pause, Instant now) {
        Attempt ended = me.attempt(occurrence).ended(sentAt);
        Incarnation after = me.open(open -> {
            if (isOwed(me, occurrence)) open.put(occurrence, ended);
            else open.remove(occurrence);
        });
        return proceed(after.publishAfter(now.plus(pause)), now, false);
    }

    /** 9: the settle was answered. The cursor moves only if it is still the one the settle was sent with. */
    public Step settled(Incarnation me, boolean updated, Instant now) {
        Settle settle = settling(me);
        if (!updated) return read(me.settling(null).dirty(true));
        Incarnation after = me.settling(null)
                .rowAt(later(me.rowAt(), settle.dueAt()))
                .done(done -> settle.verdicts().forEach(firing -> done.remove(firing.occurrence(), firing)));
        return proceed(settle.cursor().equals(me.cursor()) ? after.cursor(settle.dueAt()) : after, now, false);
    }

    /** 9: nobody knows whether the settle landed; it is sent again from the then present state. */
    public Step settleFailed(Incarnation me, Instant now) {
        return proceed(me.settling(null).dirty(true).databaseAfter(now.plus(RETRY)), now, false);
    }

    /** 7 to 9: fire what is due, settle what is done, and set the timer for what comes next. */
    private Step proceed(Incarnation start, Instant now, boolean rowIsFresh) {
        List<Effect> effects = new ArrayList<>();
        Instant cursor = start.cursor();
        if (cursor == null) return new Step(start, List.of());
        Incarnation me = fire(start, cursor, now, rowIsFresh, effects);
        Optional<GroupSpent> spent = spent(me, cursor, now);
        if (spent.isPresent() && me.writing() == null) {
            Step write = persist(me, spent.get());
            effects.addAll(write.effects());
            return new Step(write.next(), effects);
        }
        if (spent.isEmpty()) me = settle(me, cursor, now, effects);
        nextRing(me, now).ifPresent(at -> effects.add(new WakeAt(at)));
        return new Step(me, effects);
    }

    private Incarnation fire(Incarnation start, Instant cursor, Instant now, boolean rowIsFresh, List<Effect> effects) {
        List<Occurrence> due = due(start, cursor, now);
        if (due.isEmpty()) return start;
        Map<Occurrence, Firing> silent = new HashMap<>();
        for (Occurrence occurrence : due)
            silently(start, occurrence, now)
                    .ifPresent(verdict ->
                            silent.put(occurrence, Firing.never(occurrence, verdict, start.attempt(occurrence))));
        Incarnation me = silent.isEmpty()
                ? start
                : start.done(done -> done.putAll(silent))
                        .open(open -> open.keySet().removeAll(silent.keySet()));
        List<Occurrence> ready = new ArrayList<>(due);
        ready.removeIf(silent::containsKey);
        boolean waiting = now.isBefore(me.publishAfter()) && ready.stream().allMatch(me.open()::containsKey);
        if (ready.isEmpty() || waiting) return me;
        if (!rowIsFresh && ready.get(0).at().plus(LATE).isBefore(now)) {
            if (me.writing() != null || now.isBefore(me.databaseAfter())) return me;
            Step read = read(me);
            effects.addAll(read.effects());
            return read.next();
        }
        for (Occurrence occurrence : ready) {
            String commands = me.state()
                    .task(occurrence.group(), occurrence.task())
                    .orElseThrow()
                    .commands();
            effects.add(new Publish(occurrence, commands, me.attempt(occurrence).count() + 1));
        }
        return published(me, ready);
    }

    private List<Occurrence> due(Incarnation me, Instant cursor, Instant now) {
        List<Occurrence> owed = me.state().owed(service, cursor, now, AT_ONCE);
        List<Occurrence> due = new ArrayList<>();
        for (Occurrence occurrence : owed.subList(0, Math.min(owed.size(), AT_ONCE)))
            if (!me.done().containsKey(occurrence) && !me.attempt(occurrence).inFlight()) due.add(occurrence);
        return due;
    }

    /** 8: the verdict of what is due and not published any more. */
    private Optional<Verdict> silently(Incarnation me, Occurrence occurrence, Instant now) {
        if (skipped(me, occurrence)) return Optional.of(Verdict.SKIPPED);
        boolean late = now.isAfter(occurrence.at().plus(terms.grace()));
        return late ? Optional.of(Verdict.EXPIRED) : Optional.empty();
    }

    boolean skipped(Incarnation me, Occurrence occurrence) {
        return me.state().skips(occurrence, service);
    }

    Incarnation published(Incarnation me, List<Occurrence> occurrences) {
        return me.open(open -> occurrences.forEach(
                occurrence -> open.put(occurrence, me.attempt(occurrence).started())));
    }

    /** 9: a once-group whose every occurrence is over turns itself off before the row moves past the last. */
    Optional<GroupSpent> spent(Incarnation me, Instant cursor, Instant now) {
        for (Group group : me.state().groups()) {
            if (!group.enabled() || !group.days().once()) continue;
            List<Occurrence> owed = me.state().scheduled(group, service, cursor, Wakeup.NEVER, 1);
            if (!me.done().keySet().containsAll(owed)) continue;
            Closing closing = new Closing(Instant.EPOCH, verdicts(me, owed));
            return Optional.of(new GroupSpent(group.id(), me.state().momentOfChange(now), closing));
        }
        return Optional.empty();
    }

    /**
     * Not while an event is on its way: once its Lower has landed the row refuses the settle, and what was settled
     * meanwhile would be owed again where the event lowers the cursor.
     */
    private Incarnation settle(Incarnation me, Instant cursor, Instant now, List<Effect> effects) {
        if (me.writing() != null || me.settle() != null || me.reading() || now.isBefore(me.databaseAfter())) return me;
        Instant next = firstWithoutVerdict(me, cursor);
        if (!next.isAfter(cursor) && !me.dirty()) return me;
        List<Firing> verdicts = me.done().values().stream()
                .filter(firing -> firing.occurrence().at().isBefore(next))
                .toList();
        Settle settle = new Settle(next, me.n(), cursor, verdicts);
        effects.add(new WriteSettle(settle));
        return me.settling(settle).dirty(false);
    }

    Instant firstWithoutVerdict(Incarnation me, Instant cursor) {
        Timing timing = me.state().timingOr(service);
        Instant first = me.state().nextRun(cursor, me.done());
        for (Group group : me.state().groups())
            for (Task task : group.tasks()) {
                Instant at = nextOwed(group, task, timing, cursor);
                while (at.isBefore(first) && me.done().containsKey(new Occurrence(group.id(), task.name(), at)))
                    at = nextOwed(group, task, timing, at.plusMillis(1));
                if (at.isBefore(first)) first = at;
            }
        return first;
    }

    private boolean isOwed(Incarnation me, Occurrence occurrence) {
        if (occurrence.run()) return me.state().runs().contains(occurrence);
        Timing timing = me.state().timingOr(service);
        return me.state()
                .group(occurrence.group())
                .flatMap(group ->
                        group.task(occurrence.task()).map(task -> nextOwed(group, task, timing, occurrence.at())))
                .filter(occurrence.at()::equals)
                .isPresent();
    }

    private static boolean isPassed(Incarnation me, Occurrence occurrence) {
        Instant cursor = me.cursor();
        return cursor != null && occurrence.at().isBefore(cursor);
    }

    /** 7: only what is near is armed; the row brings the rest back. */
    private Optional<Instant> nextRing(Incarnation me, Instant now) {
        Instant cursor = me.cursor();
        if (cursor == null) return Optional.empty();
        Instant next = Wakeup.NEVER;
        if (now.isBefore(me.publishAfter()) && me.open().values().stream().anyMatch(attempt -> !attempt.inFlight()))
            next = me.publishAfter();
        if (now.isBefore(me.databaseAfter())) next = earlier(next, me.databaseAfter());
        Timing timing = me.state().timingOr(service);
        Instant after = later(cursor, now.plusNanos(1));
        next = earlier(next, me.state().nextRun(after, me.done()));
        for (Group group : me.state().groups())
            for (Task task : group.tasks()) next = earlier(next, nextOwed(group, task, timing, after));
        Instant near = now.plus(terms.lead()).plus(terms.lead());
        return next.isAfter(near) ? Optional.empty() : Optional.of(next);
    }

    private List<Firing> verdicts(Incarnation me, List<Occurrence> ended) {
        return ended.stream()
                .map(occurrence -> Optional.ofNullable(me.done().get(occurrence))
                        .orElseGet(() -> Firing.never(occurrence, Verdict.WITHDRAWN, me.attempt(occurrence))))
                .toList();
    }

    private static Writing written(Incarnation me) {
        return Optional.ofNullable(me.writing()).orElseThrow();
    }

    private static Settle settling(Incarnation me) {
        return Optional.ofNullable(me.settle()).orElseThrow();
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
