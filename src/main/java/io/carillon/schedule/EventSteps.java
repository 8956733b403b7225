package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.ClockSetRight;
import io.carillon.schedule.DeviceEvent.DeviceSet;
import io.carillon.schedule.DeviceEvent.GroupUpdated;
import io.carillon.schedule.DeviceEvent.InstantsBroughtBack;
import io.carillon.schedule.Effect.Decided;
import io.carillon.schedule.Effect.Persist;
import io.carillon.schedule.Effect.ReadRow;
import io.carillon.schedule.Effect.Recall;
import io.carillon.schedule.Effect.WakeAt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Steps 2 and 3 of the {@link Protocol}: deciding a change, and what is written with its event. */
abstract class EventSteps {
    /** Occurrences examined at a time: a year's outage is settled piece by piece. */
    static final int AT_ONCE = 1000;

    final ServiceSettings settings;
    final Timing service;

    EventSteps(ServiceSettings settings, Timing service) {
        this.settings = settings;
        this.service = service;
    }

    void wished(Incarnation me, Input.Wish wish, Instant now, List<Effect> effects) {
        me.wish = wish;
        decide(me, wish, now, effects);
    }

    /** 2: at once, or as soon as what it depends on is known or done. */
    void decide(Incarnation me, Input.Wish wish, Instant now, List<Effect> effects) {
        if (now.isAfter(wish.deadline())) {
            decided(me, wish, new Decision.Refused(Problem.UNAVAILABLE), effects);
            return;
        }
        if (me.state.isOfTheFuture(now)) {
            if (me.cursor == null) read(me, effects);
            else setRight(me, now, effects);
            return;
        }
        Instant at = me.state.momentOfChange(now);
        Instant passed = me.cursor == null ? Instant.EPOCH : me.cursor;
        Decision decision =
                wish.change().decide(me.state, wish.caller(), new Moment(at, service, passed, me::hasVerdict));
        if (!(decision instanceof Decision.Accepted accepted)) decided(me, wish, decision, effects);
        else if (me.cursor == null && needsCursor(wish.change())) read(me, effects);
        else if (!hasBacklog(me, at)) {
            me.wish = null;
            write(me, accepted.event(), ended(me, accepted.event()), Instant.EPOCH, wish, effects);
        }
    }

    static void decided(Incarnation me, Input.Wish wish, Decision decision, List<Effect> effects) {
        me.wish = null;
        effects.add(new Decided(wish, decision));
    }

    /** Only an incarnation that knows what is open may end it. */
    boolean needsCursor(Change change) {
        return change.mayEnd();
    }

    /** A large backlog of expired occurrences is settled first: an event ends no more of them than a settle does. */
    private boolean hasBacklog(Incarnation me, Instant at) {
        Agenda agenda = me.agenda(service);
        if (agenda == null || me.cursor == null) return false;
        return agenda.owed(me.cursor, at.minus(settings.grace()), AT_ONCE + 1, me.told)
                        .size()
                > AT_ONCE;
    }

    /** 3: the verdicts of what the event ends: owed from the cursor to the event by a task that it changes. */
    List<Firing> ended(Incarnation me, DeviceEvent event) {
        Agenda agenda = me.agenda(service);
        if (agenda == null || me.cursor == null) return List.of();
        DeviceState next = event.applyTo(me.state);
        List<Firing> ended = new ArrayList<>();
        for (Occurrence occurrence : agenda.owed(me.cursor, event.at(), Integer.MAX_VALUE, me.told))
            if (!next.keeps(occurrence, me.state)) ended.add(end(me, agenda, occurrence, event.at()));
        return ended;
    }

    private Firing end(Incarnation me, Agenda agenda, Occurrence occurrence, Instant at) {
        Firing known = me.done.get(occurrence);
        if (known != null) return known;
        Attempt tried = me.attempt(occurrence);
        if (tried.answer() != null) return answeredBy(agenda, occurrence, tried, tried.answer());
        Verdict verdict = silently(agenda, occurrence, tried, at).orElse(Verdict.WITHDRAWN);
        return Firing.of(occurrence, verdict, tried, confirmation(agenda, occurrence));
    }

    Firing answeredBy(Agenda agenda, Occurrence occurrence, Attempt tried, Input.Answered told) {
        Confirmation given =
                Confirmation.missing(validUntil(agenda, occurrence)).answered(told);
        return Firing.of(occurrence, told.verdict(), tried, given);
    }

    @Nullable
    Confirmation confirmation(Agenda agenda, Occurrence occurrence) {
        return agenda.promise(occurrence).confirm() ? Confirmation.missing(validUntil(agenda, occurrence)) : null;
    }

    /** Occurrences with a verdict keep it, and are not fired again at another time. */
    void setRight(Incarnation me, Instant now, List<Effect> effects) {
        Instant at = Moment.toMillis(now);
        Agenda agenda = me.agenda(service);
        List<OnceAt> once = new ArrayList<>();
        for (Group group : me.state.groups())
            for (Task task : group.tasks())
                if (agenda != null
                        && group.days().once()
                        && task.effectiveFrom().isAfter(at)
                        && !hasFired(me, group, task))
                    once.add(new OnceAt(task.name(), agenda.timing().once(group.dates(), task, at)));
        List<Occurrence> runs =
                me.state.runs().stream().filter(run -> !me.hasVerdict(run)).toList();
        write(me, new ClockSetRight(at, once, runs), List.of(), Instant.EPOCH, null, effects);
    }

    private static boolean hasFired(Incarnation me, Group group, Task task) {
        Instant only = task.once();
        return only != null && me.hasVerdict(new Occurrence(group.id(), task.name(), only));
    }

    /** @param passed the instant to which it moves the cursor; {@link Instant#EPOCH} where it settles nothing */
    void write(
            Incarnation me,
            DeviceEvent event,
            List<Firing> lines,
            Instant passed,
            Input.@Nullable Wish wish,
            List<Effect> effects) {
        DeviceState next = event.applyTo(me.state);
        recall(me, next, effects);
        Instant owedFrom = earlier(owedFrom(next, event.at()), broughtBackFrom(event));
        if (promisesOtherwise(event, me.state))
            owedFrom = earlier(owedFrom, event.at().plusMillis(1));
        if (event instanceof DeviceSet set && set.countsOtherwise(me.state))
            owedFrom = earlier(owedFrom, owedAfter(next, event.at()));
        me.writing = EventWrite.of(event, me.state, next, owedFrom, passed, lines);
        effects.add(new Persist(me.writing, wish));
    }

    /** Instants brought back stayed owed all the while, unless a clock that was ahead has settled them. */
    Instant broughtBackFrom(DeviceEvent event) {
        return event instanceof InstantsBroughtBack back ? back.first() : Wakeup.NEVER;
    }

    /** Whether waiting occurrences must be examined again, since how long they wait, or for what, has changed. */
    private static boolean promisesOtherwise(DeviceEvent event, DeviceState before) {
        return event instanceof GroupUpdated updated
                && before.group(updated.group().id())
                        .filter(old -> !old.promised().equals(updated.group().promised()))
                        .isPresent();
    }

    /** Recalls even what gets no line here: another incarnation may have settled what is in flight in this one. */
    private void recall(Incarnation me, DeviceState next, List<Effect> effects) {
        if (!me.isPublishing()) return;
        Optional<Agenda> owed = next.timing(service).map(timing -> new Agenda(next, timing));
        me.open.forEach((occurrence, attempt) -> {
            boolean stays = next.keeps(occurrence, me.state)
                    && owed.filter(agenda -> agenda.owes(occurrence)).isPresent();
            if (attempt.inFlight() && !stays) effects.add(new Recall(occurrence));
        });
    }

    Instant owedFrom(DeviceState next, Instant at) {
        return next.timing(service)
                .map(timing -> new Agenda(next, timing).firstOwedByChangesAt(at))
                .orElseGet(() -> next.isChangedAt(at) ? at : Wakeup.NEVER);
    }

    /** Tasks that keep what they owe may run on other, earlier dates from now on. */
    Instant owedAfter(DeviceState next, Instant at) {
        return next.timing(service)
                .map(timing -> new Agenda(next, timing).first(at.plusNanos(1), Map.of()))
                .orElse(Wakeup.NEVER);
    }

    /** 3: the event is written. Whatever comes due from now on belongs to the new state. */
    void persisted(Incarnation me, Instant now, List<Effect> effects) {
        EventWrite write = Optional.ofNullable(me.writing).orElseThrow();
        me.writing = null;
        me.n++;
        DeviceState before = me.state;
        me.state = write.event().applyTo(before);
        outdate(me, before, write.event().at());
        if (me.cursor == null) {
            if (me.wish != null) wakeAt(me, now, effects);
            else if (!write.owedFrom().isAfter(near(now)) || me.hailed || !me.answers.isEmpty()) read(me, effects);
            return;
        }
        me.cursor = later(cursorAfter(me, me.cursor, write), write.passed());
        me.rowAt = write.move(me.rowAt);
        me.settle = boundedBy(write.owedFrom(), me.settle);
        me.done(done -> write.lines().forEach(line -> done.remove(line.occurrence())));
        me.open(open -> {
            open.entrySet().removeIf(tried -> !tried.getValue().inFlight() && !owes(me, tried.getKey()));
            open.replaceAll(
                    (occurrence, tried) -> endsUnanswered(me, before, occurrence) ? tried.byOlderState() : tried);
        });
        me.parkedUntil = null;
        forget(me);
        wakeAt(me, now, effects);
    }

    /** The broker's word does not end what only an answer could have ended. */
    boolean endsUnanswered(Incarnation me, DeviceState before, Occurrence occurrence) {
        boolean confirmed = before.group(occurrence.group())
                .filter(group -> group.promised().confirm())
                .isPresent();
        return confirmed && !owes(me, occurrence);
    }

    /** Forgets written verdicts that the cursor has passed, and those of occurrences no longer owed. */
    void forget(Incarnation me) {
        if (me.told.isEmpty()) return;
        List<Occurrence> over = me.told.stream()
                .filter(occurrence -> me.isPassed(occurrence) || !owes(me, occurrence))
                .toList();
        if (!over.isEmpty()) me.done(done -> over.forEach(done::remove));
    }

    /**
     * Publishes and skips of an older state count for nothing that this one owes. There are such only after the clock
     * has gone back.
     */
    void outdate(Incarnation me, DeviceState before, Instant at) {
        Predicate<Occurrence> anew = occurrence ->
                occurrence.at().isAfter(at) && !me.state.keeps(occurrence, before) && owes(me, occurrence);
        Predicate<Firing> over = firing -> anew.test(firing.occurrence()) || isBroughtBack(me, firing, at);
        if (me.done.values().stream().anyMatch(over))
            me.done(done -> done.values().removeIf(over));
        if (me.open.keySet().stream().anyMatch(anew))
            me.open(open -> {
                open.entrySet()
                        .removeIf(tried ->
                                anew.test(tried.getKey()) && !tried.getValue().inFlight());
                open.replaceAll((occurrence, attempt) -> anew.test(occurrence) ? attempt.byOlderState() : attempt);
            });
    }

    private boolean isBroughtBack(Incarnation me, Firing firing, Instant at) {
        Agenda agenda = me.agenda(service);
        Occurrence occurrence = firing.occurrence();
        return firing.verdict() == Verdict.SKIPPED
                && occurrence.at().isAfter(at)
                && agenda != null
                && agenda.owes(occurrence)
                && !agenda.skips(occurrence);
    }

    Instant cursorAfter(Incarnation me, Instant cursor, EventWrite write) {
        return earlier(cursor, write.owedFrom());
    }

    /** A settle under way does not know what the event made owed: its outcome must not move the cursor past that. */
    @Nullable
    Settle boundedBy(Instant owedFrom, @Nullable Settle settle) {
        if (settle == null) return null;
        return new Settle(earlier(settle.owedFrom(), owedFrom), settle.n(), settle.cursor(), settle.verdicts());
    }

    // ---------------------------------------------------------------------------------------- for all steps

    static void read(Incarnation me, List<Effect> effects) {
        if (me.isReading()) return;
        me.reading();
        effects.add(new ReadRow());
    }

    /** 7: the verdict of a due occurrence that is no longer published. */
    Optional<Verdict> silently(Agenda agenda, Occurrence occurrence, Attempt tried, Instant now) {
        if (skipped(agenda, occurrence)) return Optional.of(Verdict.SKIPPED);
        boolean acknowledged = tried.acknowledgedAt() != null;
        if (acknowledged && !agenda.promise(occurrence).confirm()) return Optional.of(Verdict.DELIVERED);
        Instant validUntil = validUntil(agenda, occurrence);
        if (superseded(agenda, occurrence, earlier(now, validUntil))) return Optional.of(Verdict.SUPERSEDED);
        if (!now.isAfter(validUntil)) return Optional.empty();
        return Optional.of(acknowledged ? Verdict.UNANSWERED : Verdict.EXPIRED);
    }

    /** Whether a later instant of a {@code latest_only} group has come due by {@code now}. */
    boolean superseded(Agenda agenda, Occurrence occurrence, Instant now) {
        return agenda.promise(occurrence).latestOnly()
                && !agenda.followerOf(occurrence).isAfter(now);
    }

    Instant validUntil(Agenda agenda, Occurrence occurrence) {
        return occurrence.at().plus(agenda.promise(occurrence).validity(settings.grace()));
    }

    boolean skipped(Agenda agenda, Occurrence occurrence) {
        return agenda.skips(occurrence);
    }

    static void wakeAt(Incarnation me, Instant at, List<Effect> effects) {
        if (at.equals(me.timerAt)) return;
        me.timerAt = at;
        effects.add(new WakeAt(at));
    }

    Instant near(Instant now) {
        return now.plus(settings.lead()).plus(settings.lead());
    }

    boolean owes(Incarnation me, Occurrence occurrence) {
        Agenda agenda = me.agenda(service);
        return agenda != null && agenda.owes(occurrence);
    }

    static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
