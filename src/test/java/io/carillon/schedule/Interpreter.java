package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.GroupSpent;
import io.carillon.schedule.Effect.Persist;
import io.carillon.schedule.Effect.Publish;
import io.carillon.schedule.Effect.ReadRow;
import io.carillon.schedule.Effect.Recall;
import io.carillon.schedule.Effect.Stop;
import io.carillon.schedule.Effect.WakeAt;
import io.carillon.schedule.Effect.WriteSettle;
import io.carillon.schedule.Input.RowRead;
import io.carillon.schedule.LiveIncarnation.Reading;
import io.carillon.schedule.LiveIncarnation.Settling;
import io.carillon.schedule.Write.SettleRow;
import io.carillon.schedule.Write.WriteEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells the production code what has happened to an incarnation, and begins what it then wants done. */
final class Interpreter {
    private final Protocol protocol;
    private final Scenario scenario;
    private final Properties properties;
    private final Occurrences occurrences;
    private final One.Pool pool;

    /** The protocol is a function: each question is asked once. */
    private final Map<Question, Moved> asked = new HashMap<>();

    private record Question(One<Incarnation> me, Input input, int now) {}

    /**
     * @param expired what the protocol gave up in this step
     * @param mustElapseBy see {@link Properties#mustElapseBy}
     */
    private record Moved(One<Incarnation> next, List<Effect> effects, List<Occurrence> expired, int mustElapseBy) {}

    /**
     * @param stops the life ends
     * @param leaves the life may leave memory
     * @param declines what it was told as an answer changes nothing
     * @param givesUp an occurrence without a line, and not withdrawn in time, was given up as expired
     */
    record Answer(LiveIncarnation life, boolean stops, boolean givesUp, boolean leaves, boolean declines) {}

    Interpreter(Protocol protocol, Scenario scenario, Properties properties, Occurrences occurrences, One.Pool pool) {
        this.protocol = protocol;
        this.scenario = scenario;
        this.properties = properties;
        this.occurrences = occurrences;
        this.pool = pool;
    }

    /** @param fresh it is the answer to a read that was asked for by a process that has not stood still since */
    Answer tell(World w, LiveIncarnation life, Input input, boolean fresh) {
        Moved moved = asked.computeIfAbsent(new Question(life.me(), input, w.now()), this::ask);
        LiveIncarnation next = life.remembering(moved.next);
        boolean stops = false;
        boolean leaves = false;
        boolean declines = false;
        for (Effect effect : moved.effects) {
            if (!next.memory().ending || effect.isLast()) next = begin(effect, next, w, fresh);
            stops |= effect instanceof Stop;
            leaves |= effect instanceof Effect.Leave;
            declines |= effect instanceof Effect.Declined;
        }
        if (!stops) properties.onStep(w, next, moved.mustElapseBy);
        boolean givesUp = false;
        for (Occurrence occurrence : moved.expired) {
            int k = w.journal().value.number(occurrence, life.memory().n(), occurrences);
            boolean due = k >= 0 && (w.journal().value.due >>> k & 1) != 0;
            givesUp |= due && !Lines.ended(w.lines(), k);
        }
        return new Answer(next, stops, givesUp, leaves, declines);
    }

    private Moved ask(Question question) {
        Incarnation before = question.me.value;
        Incarnation me = before.copy();
        List<Effect> effects = protocol.step(me, question.input, scenario.clock(question.now));
        List<Occurrence> expired = me.done.values().stream()
                .filter(firing -> firing.verdict() == Verdict.EXPIRED || firing.verdict() == Verdict.UNANSWERED)
                .map(Firing::occurrence)
                .filter(occurrence -> !before.done.containsKey(occurrence))
                .toList();
        List<Effect> wanted = new ArrayList<>();
        for (Effect effect : effects) wanted.add(timeless(before, effect));
        One<Incarnation> next = pool.of(timeless(before, me));
        return new Moved(next, wanted, expired, properties.mustElapseBy(next.value, question.now));
    }

    private static Effect timeless(Incarnation me, Effect effect) {
        if (effect instanceof Persist persist) return new Persist(timeless(me, persist.write()), persist.wish());
        return effect instanceof WriteSettle write ? new WriteSettle(sorted(write.settle())) : effect;
    }

    /** Without what makes no difference: pauses may be over within a tick, and tries are not counted. */
    private static Incarnation timeless(Incarnation before, Incarnation me) {
        me.publishAfter = Instant.EPOCH;
        me.databaseAfter = Instant.EPOCH;
        me.failedRounds = 0;
        me.open(open -> {
            open.values().removeIf(attempt -> !attempt.inFlight() && !attempt.rests());
            open.replaceAll((occurrence, attempt) ->
                    new Attempt(0, null, attempt.inFlight(), attempt.outdated(), null, attempt.rest()));
        });
        me.done(done -> done.replaceAll((occurrence, firing) -> timeless(firing)));
        me.settle = me.settle == null ? null : sorted(me.settle);
        me.writing = me.writing == null ? null : timeless(before, me.writing);
        me.timerAt =
                me.timerAt == null || me.timerAt.isAfter(Ticks.OUT_OF_SIGHT) ? null : Ticks.at(Ticks.of(me.timerAt));
        return me;
    }

    private static Settle sorted(Settle settle) {
        return new Settle(
                settle.owedFrom(),
                settle.dueAt(),
                settle.waits(),
                settle.n(),
                settle.cursor(),
                sorted(settle.verdicts()));
    }

    private static Firing timeless(Firing firing) {
        Confirmation confirmation = firing.confirmation();
        return Lines.line(
                firing.occurrence(), firing.verdict(), confirmation == null ? null : confirmation.validUntil());
    }

    private static List<Firing> sorted(List<Firing> verdicts) {
        return verdicts.stream()
                .map(Interpreter::timeless)
                .sorted(Comparator.comparing(firing -> firing.occurrence().fireId()))
                .toList();
    }

    /** When a once-group was spent decides nothing, as long as it comes after the event before. */
    private static EventWrite timeless(Incarnation before, EventWrite write) {
        DeviceEvent event = write.event() instanceof GroupSpent spent
                ? new GroupSpent(spent.group(), before.state().lastEventAt().plusMillis(1))
                : write.event();
        return Plain.write(
                event,
                write.owedFrom(),
                write.passed(),
                sorted(write.lines()),
                write.bound(),
                write.unbound(),
                write.listed());
    }

    private LiveIncarnation begin(Effect effect, LiveIncarnation life, World w, boolean fresh) {
        if (effect instanceof Persist persist) {
            none(life.persist(), effect);
            WriteEvent event = new WriteEvent(life.memory().n(), persist.write());
            properties.onPersist(life, event);
            return life.persist(pool.of(event));
        }
        if (effect instanceof ReadRow) {
            none(life.read(), effect);
            return life.read(new Reading(null, false));
        }
        if (effect instanceof WriteSettle write) {
            none(life.settle(), effect);
            if (life.persist() != null) properties.onBetween();
            return life.settle(new Settling(pool.of(new SettleRow(write.settle())), null));
        }
        if (effect instanceof Publish publish) return published(publish, life, w, fresh);
        if (effect instanceof Recall recall) return life.recalled(flying(life, recall.occurrence()));
        return effect instanceof WakeAt wake ? life.timer(timer(Ticks.of(wake.at()), w)) : life;
    }

    /** Once its minute has come it may elapse at any time, unless the clock goes back behind it. */
    private int timer(int minute, World w) {
        int now = Ticks.of(scenario.clock(w.now()));
        if (minute > scenario.lastMinute()) return LiveIncarnation.NO_TIMER;
        if (minute > now) return minute;
        return scenario.isAhead(w.now()) ? now : LiveIncarnation.ELAPSES;
    }

    private int flying(LiveIncarnation life, Occurrence occurrence) {
        int k = occurrences.among(life.flying(), occurrence);
        return k < 0 ? 0 : 1 << k;
    }

    private LiveIncarnation published(Publish publish, LiveIncarnation life, World w, boolean fresh) {
        Occurrence occurrence = publish.occurrence();
        none(flying(life, occurrence) == 0 ? null : "the same", publish);
        if (life.persist() != null) properties.onBetween();
        int k = w.journal().value.number(occurrence, life.memory().n(), occurrences);
        properties.onPublish(w, life, occurrence, k, fresh);
        return k < 0 ? life : life.flying(life.flying() | 1 << k);
    }

    private static void none(@Nullable Object underWay, Effect effect) {
        if (underWay != null) throw new AssertionError(effect + " while there is " + underWay);
    }

    /** Whether the input is the row as it was after the process last stood still. */
    static boolean isFresh(Input input, @Nullable Reading read) {
        return input instanceof RowRead && read != null && !read.old();
    }
}
