package io.carillon.schedule;

import io.carillon.schedule.Attempt.Rest;
import io.carillon.schedule.Effect.Declined;
import io.carillon.schedule.Effect.Declined.Why;
import io.carillon.schedule.Effect.Publish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Steps 10 and 11 of the {@link Protocol}: firings that wait for long, in memory or parked in the tables, and the
 * devices' answers.
 */
abstract class AnswerSteps extends EventSteps {
    /** A command published this recently is not repeated when the device says that it is back. */
    private static final Duration JUST_PUBLISHED = Duration.ofSeconds(5);

    AnswerSteps(ServiceSettings settings, Timing service) {
        super(settings, service);
    }

    // ------------------------------------------------------------------------------------ repeats

    boolean rests(Agenda agenda, Occurrence occurrence, Attempt tried, Instant now) {
        return tried.rests() && restsUntil(agenda, occurrence, tried).isAfter(now);
    }

    /** The instant of the next publish; in the past where the device has asked for it. */
    static Instant restsUntil(Agenda agenda, Occurrence occurrence, Attempt tried) {
        Rest rest = tried.rest();
        if (rest == null) return occurrence.at();
        if (rest.atOnce()) return Instant.EPOCH;
        DeviceId device = occurrence.group().device();
        return rest.acknowledgedAt() == null
                ? Promise.PLAIN.repeatAfter(occurrence.at(), rest.last(), device)
                : agenda.promise(occurrence).repeatAfter(rest.acknowledgedAt(), rest.last(), device);
    }

    /** The earliest instant at which any of these should have been published. */
    static Instant firstDue(Incarnation me, Agenda agenda, List<Occurrence> ready) {
        if (agenda.isPlain()) return ready.get(0).at();
        Instant first = Wakeup.NEVER;
        for (Occurrence occurrence : ready)
            first = earlier(first, restsUntil(agenda, occurrence, me.attempt(occurrence)));
        return first;
    }

    Publish publish(Incarnation me, Agenda agenda, Occurrence occurrence, Instant now) {
        String commands = me.state
                .task(occurrence.group(), occurrence.task())
                .orElseThrow()
                .commands();
        Attempt tried = me.attempt(occurrence);
        Instant validUntil = validUntil(agenda, occurrence);
        Promise promise = agenda.promise(occurrence);
        if (promise.isPlain())
            return new Publish(occurrence, commands, tried.count() + 1, validUntil, validUntil, false);
        Instant deadline = promise.latestOnly()
                ? earlier(validUntil, agenda.followerOf(occurrence).minusMillis(1))
                : validUntil;
        Instant expiry = promise.confirm() ? earlier(deadline, nextPublish(promise, occurrence, tried, now)) : deadline;
        return new Publish(occurrence, commands, tried.count() + 1, deadline, expiry, promise.confirm());
    }

    private static Instant nextPublish(Promise promise, Occurrence occurrence, Attempt tried, Instant now) {
        DeviceId device = occurrence.group().device();
        Instant acknowledged = tried.acknowledgedAt();
        return acknowledged == null
                ? now.plus(promise.firstPause(device))
                : promise.repeatAfter(acknowledged, now, device);
    }

    /** The broker has a command whose firing only an answer ends. */
    void waits(Incarnation me, Agenda agenda, Occurrence occurrence, Attempt ended, Instant at, Instant now) {
        Attempt waiting = ended.acknowledged(at, now);
        me.parkedUntil = null;
        me.dirty = me.dirty || me.ending;
        if (me.hasVerdict(occurrence) || !agenda.owes(occurrence)) me.open(open -> open.remove(occurrence));
        else if (ended.answer() != null) end(me, agenda, occurrence, waiting, ended.answer());
        else me.open(open -> open.put(occurrence, waiting));
    }

    /** A publish failed: a firing that may wait for days is not retried every few seconds for all that time. */
    Attempt tried(Agenda agenda, Occurrence occurrence, Attempt ended, Instant now) {
        if (agenda.promise(occurrence).isPlain()) return ended;
        Instant due = later(occurrence.at(), restsUntil(agenda, occurrence, ended));
        if (!now.isAfter(due.plus(settings.grace()))) return ended;
        Attempt resting = ended.restingFrom(now);
        return restsUntil(agenda, occurrence, resting).isAfter(validUntil(agenda, occurrence)) ? ended : resting;
    }

    // ------------------------------------------------------------------------------------ parking: 10

    /** Takes over what the tables say about occurrences behind the cursor. */
    void learn(Incarnation me, Wakeup row, Instant now) {
        Agenda agenda = me.agenda(service);
        if (agenda == null || !row.isApart()) return;
        if (me.cursor == null) me.parkedUntil = row.dueAt();
        Instant before = earlier(now, row.dueAt()).minusMillis(1);
        for (Firing line : row.lines())
            if (!agenda.owes(line.occurrence())) continue;
            else if (line.verdict() == Verdict.WAITING) learnThatItWaits(me, agenda, line, before);
            else learnVerdict(me, line);
    }

    /** @param before whatever was to be repeated by then has been */
    private static void learnThatItWaits(Incarnation me, Agenda agenda, Firing line, Instant before) {
        Occurrence occurrence = line.occurrence();
        Instant acknowledged = line.acknowledgedAt();
        if (acknowledged == null || me.open.containsKey(occurrence) || me.done.containsKey(occurrence)) return;
        Promise.Repeats repeats = agenda.promise(occurrence)
                .repeats(acknowledged, before, occurrence.group().device());
        me.open(open -> open.put(occurrence, Attempt.waiting(line, repeats.last())));
    }

    private static void learnVerdict(Incarnation me, Firing line) {
        Occurrence occurrence = line.occurrence();
        Firing known = me.done.get(occurrence);
        Firing best = known == null ? line : line.or(known);
        me.done(done -> done.put(occurrence, best));
        if (best.equals(line)) me.told(told -> told.add(occurrence));
        if (!me.attempt(occurrence).inFlight()) me.open(open -> open.remove(occurrence));
    }

    /**
     * The settle that parks the device: everything due has ended or waits for long. A device that stops parks in
     * any case, so that its successor knows what the broker has; the successor looks at what does not wait at once.
     *
     * @param next the first instant without a verdict
     * @return null where the device cannot park
     */
    @Nullable
    Settle parking(Incarnation me, Agenda agenda, Instant cursor, Instant next, Instant now) {
        if (me.ending ? !knowsMore(me, agenda) : me.open.isEmpty() || isBusy(me)) return null;
        List<Occurrence> due = agenda.owed(next, now, AT_ONCE, me.done.keySet());
        if (due.isEmpty()) return null;
        List<Firing> lines = new ArrayList<>();
        Instant look = Wakeup.NEVER;
        Instant left = Wakeup.NEVER;
        for (Occurrence occurrence : due) {
            Attempt tried = me.attempt(occurrence);
            if (rests(agenda, occurrence, tried, now)) look = earlier(look, looksAt(agenda, occurrence, tried));
            else if (me.ending) left = earlier(left, occurrence.at().plusMillis(1));
            else return null;
            if (tried.acknowledgedAt() != null)
                lines.add(Firing.of(occurrence, Verdict.WAITING, tried, confirmation(agenda, occurrence)));
        }
        if (me.ending && due.size() == AT_ONCE) left = earlier(left, next.plusMillis(1));
        Instant first = earlier(left, firstToCome(me, agenda, now));
        Instant dueAt = earlier(look, first);
        boolean soon = !me.ending && isSoon(me.pressed ? first : dueAt, now);
        boolean parked = dueAt.equals(me.parkedUntil) && !me.dirty && !me.hasUntold();
        if (soon || parked) return null;
        lines.addAll(verdicts(me, agenda, next, null));
        return parkedAt(next, dueAt, look.isBefore(first), me.n, cursor, told(lines));
    }

    private static boolean isBusy(Incarnation me) {
        return me.isPublishing() || me.wish != null || !me.answers.isEmpty();
    }

    /** Whether its row and cursor do not say all that it knows. */
    private static boolean knowsMore(Incarnation me, Agenda agenda) {
        return !me.waiting().isEmpty() || !agenda.isPlain() && !me.done.isEmpty();
    }

    boolean isSoon(Instant at, Instant now) {
        return !at.isAfter(now.plus(settings.lead()));
    }

    /** The cursor stays at the first open occurrence. */
    Settle parkedAt(Instant next, Instant dueAt, boolean waits, long n, Instant cursor, List<Firing> lines) {
        return new Settle(next, dueAt, waits, n, cursor, lines);
    }

    /** An occurrence that waits for its answer gets a line {@link Verdict#WAITING}. */
    List<Firing> told(List<Firing> lines) {
        return lines;
    }

    Instant firstToCome(Incarnation me, Agenda agenda, Instant now) {
        return agenda.first(now.plusNanos(1), me.done);
    }

    /** When a resting occurrence must be looked at again. */
    private Instant looksAt(Agenda agenda, Occurrence occurrence, Attempt tried) {
        return earlier(
                restsUntil(agenda, occurrence, tried),
                validUntil(agenda, occurrence).plusMillis(1));
    }

    Instant nextLook(Incarnation me, Agenda agenda, Instant now) {
        Instant next = Wakeup.NEVER;
        for (var tried : me.open.entrySet())
            if (rests(agenda, tried.getKey(), tried.getValue(), now))
                next = earlier(next, looksAt(agenda, tried.getKey(), tried.getValue()));
        return next;
    }

    /** The verdicts before {@code next}, and of the group that is spent; all of them where something waits. */
    static List<Firing> verdicts(Incarnation me, Agenda agenda, Instant next, @Nullable GroupId spent) {
        return me.done.values().stream()
                .filter(firing -> !me.told.contains(firing.occurrence()))
                .filter(firing -> firing.occurrence().at().isBefore(next)
                        || spent == null && !agenda.isPlain()
                        || firing.occurrence().group().equals(spent))
                .toList();
    }

    /** The table has these lines. A verdict stays in memory until the cursor has passed it. */
    void written(Incarnation me, List<Firing> lines) {
        List<Occurrence> behind = new ArrayList<>();
        me.done(done -> {
            for (Firing line : lines)
                if (!stays(me, line.occurrence())) done.remove(line.occurrence(), line);
                else if (line.equals(done.get(line.occurrence()))) behind.add(line.occurrence());
        });
        if (!behind.isEmpty()) me.told(told -> told.addAll(behind));
        forget(me);
    }

    boolean stays(Incarnation me, Occurrence occurrence) {
        return !me.isPassed(occurrence);
    }

    // ------------------------------------------------------------------------------------ answers: 11

    /** An armed incarnation takes the answer, any other reads the row first. */
    void answered(Incarnation me, Input.Answered told, Instant now, List<Effect> effects) {
        Agenda agenda = me.agenda(service);
        if (me.cursor == null && agenda != null) {
            boolean known = me.answers.stream().anyMatch(first -> first.fireId().equals(told.fireId()));
            if (known || me.answers.size() == AT_ONCE)
                effects.add(new Declined(told, known ? Why.REPEATED : Why.LOOK_AGAIN));
            else
                me.answers = Stream.concat(me.answers.stream(), Stream.of(told)).toList();
            read(me, effects);
        } else {
            take(me, told, now, effects);
            goOn(me, now, false, effects);
        }
    }

    void hailed(Incarnation me, Instant now, List<Effect> effects) {
        if (me.cursor == null) {
            me.hailed = true;
            read(me, effects);
        } else {
            hail(me, now);
            goOn(me, now, false, effects);
        }
    }

    /** The row has been read. */
    void takeWhatWaited(Incarnation me, Instant now, List<Effect> effects) {
        List<Input.Answered> answers = me.answers;
        me.answers = List.of();
        for (Input.Answered told : answers) take(me, told, now, effects);
        if (me.hailed) hail(me, now);
        me.hailed = false;
    }

    /** The row could not be read. */
    static void putOff(Incarnation me, List<Effect> effects) {
        for (Input.Answered told : me.answers) effects.add(new Declined(told, Why.LOOK_AGAIN));
        me.answers = List.of();
        me.hailed = false;
    }

    private static void hail(Incarnation me, Instant now) {
        me.parkedUntil = null;
        me.open(open -> open.replaceAll((occurrence, tried) -> {
            Rest rest = tried.rest();
            boolean just = rest == null || rest.last().plus(JUST_PUBLISHED).isAfter(now);
            return just || tried.inFlight() ? tried : tried.atOnce();
        }));
    }

    private void take(Incarnation me, Input.Answered told, Instant now, List<Effect> effects) {
        Why why = taken(me, told, now);
        if (why != null) effects.add(new Declined(told, why));
    }

    /** Null where the answer is taken. */
    @Nullable
    Why taken(Incarnation me, Input.Answered told, Instant now) {
        Agenda agenda = me.agenda(service);
        if (agenda == null) return Why.LOOK_AGAIN;
        Optional<Occurrence> named = agenda.named(told.fireId());
        if (named.isEmpty() || named.get().at().isAfter(now)) return Why.UNKNOWN;
        Occurrence occurrence = named.get();
        if (me.isPassed(occurrence)) return Why.LOOK_AGAIN;
        Firing known = me.done.get(occurrence);
        if (known != null) return takenLate(me, known, told);
        Attempt tried = me.attempt(occurrence);
        if (tried.answer() != null) return Why.REPEATED;
        if (!isOpen(agenda, occurrence, tried, now)) return Why.UNKNOWN;
        if (tried.inFlight()) me.open(open -> open.put(occurrence, tried.answered(told)));
        else end(me, agenda, occurrence, tried, told);
        return null;
    }

    private static @Nullable Why takenLate(Incarnation me, Firing known, Input.Answered told) {
        Confirmation missing = known.confirmation();
        if (known.verdict().answered()) return Why.REPEATED;
        if (known.verdict() != Verdict.UNANSWERED || missing == null || !missing.takes(told.at())) return Why.UNKNOWN;
        me.ends(known.answered(told));
        return null;
    }

    /** An occurrence may be answered until it is given up. */
    private boolean isOpen(Agenda agenda, Occurrence occurrence, Attempt tried, Instant now) {
        if (!agenda.promise(occurrence).confirm() || tried.outdated()) return false;
        Optional<Verdict> over = silently(agenda, occurrence, tried, now);
        return over.isEmpty() || over.get() == Verdict.UNANSWERED || over.get() == Verdict.EXPIRED;
    }

    /** The answer ends the firing. */
    void end(Incarnation me, Agenda agenda, Occurrence occurrence, Attempt tried, Input.Answered told) {
        me.parkedUntil = null;
        me.ends(answeredBy(agenda, occurrence, tried, told));
    }

    abstract void goOn(Incarnation me, Instant now, boolean rowIsFresh, List<Effect> effects);
}
