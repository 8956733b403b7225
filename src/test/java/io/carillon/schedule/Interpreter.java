package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.Fenced;
import io.carillon.schedule.DeviceEvent.GroupSpent;
import io.carillon.schedule.Effect.Lower;
import io.carillon.schedule.Effect.Persist;
import io.carillon.schedule.Effect.Publish;
import io.carillon.schedule.Effect.ReadRow;
import io.carillon.schedule.Effect.WakeAt;
import io.carillon.schedule.Effect.WriteSettle;
import io.carillon.schedule.Incarnation.Writing;
import io.carillon.schedule.Life.Lowering;
import io.carillon.schedule.Life.Reading;
import io.carillon.schedule.Life.Settling;
import io.carillon.schedule.Write.LowerRow;
import io.carillon.schedule.Write.SettleRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the production code what has happened to an incarnation, and begins what it then wants done. */
final class Interpreter {
    private final Protocol protocol;
    private final Scenario scenario;
    private final Properties properties;
    private final Occurrences occurrences;
    private final One.Pool pool;

    /** The protocol is a function: each question is asked once. */
    private final Map<Question, Optional<Moved>> asked = new HashMap<>();

    private record Question(One<Incarnation> me, Input input, int now) {}

    /** @param expired what the protocol gave up in this step, a bit each */
    private record Moved(One<Incarnation> next, List<Effect> effects, int expired) {}

    /** @param givesUp an occurrence without a line was given up as expired */
    record Answer(Life life, boolean givesUp) {}

    Interpreter(Protocol protocol, Scenario scenario, Properties properties, Occurrences occurrences, One.Pool pool) {
        this.protocol = protocol;
        this.scenario = scenario;
        this.properties = properties;
        this.occurrences = occurrences;
        this.pool = pool;
    }

    /** Empty where it is a wish that changes nothing. */
    Optional<Answer> tell(World w, Life life, Input input) {
        return asked.computeIfAbsent(new Question(life.me(), input, w.now()), this::ask)
                .map(moved -> {
                    Life next = life.remembering(moved.next());
                    for (Effect effect : moved.effects()) next = begin(effect, next, w);
                    properties.onStep(w, next);
                    boolean givesUp = false;
                    for (int k = 0; moved.expired() >>> k != 0; k++)
                        givesUp |= (moved.expired() >>> k & 1) != 0 && Lines.of(w.lines(), k) == Lines.NONE;
                    return new Answer(next, givesUp);
                });
    }

    private Optional<Moved> ask(Question question) {
        Incarnation me = question.me.value;
        Step step = question.input.tell(protocol, me, scenario.clock(question.now));
        if (step == null) return Optional.empty();
        int expired = 0;
        for (Firing firing : step.next().done().values())
            if (firing.verdict() == Verdict.EXPIRED
                    && !me.done().containsKey(firing.occurrence())
                    && !step.next().state().closed().contains(firing)) expired |= occurrences.bit(firing.occurrence());
        List<Effect> effects = new ArrayList<>();
        for (Effect effect : step.effects()) effects.add(timeless(me, effect));
        return Optional.of(new Moved(pool.of(timeless(me, step.next())), effects, expired));
    }

    private static Effect timeless(Incarnation me, Effect effect) {
        if (effect instanceof Persist persist) return new Persist(timeless(me, persist.event()));
        return effect instanceof WriteSettle write ? new WriteSettle(sorted(write.settle())) : effect;
    }

    /** Without what makes no difference: pauses may be over within a tick, and tries are not counted. */
    private static Incarnation timeless(Incarnation me, Incarnation next) {
        Writing writing = next.writing();
        Settle settle = next.settle();
        return next.settling(settle == null ? null : sorted(settle))
                .publishAfter(Instant.EPOCH)
                .databaseAfter(Instant.EPOCH)
                .open(open -> open.values().removeIf(attempt -> !attempt.inFlight()))
                .writing(
                        writing == null
                                ? null
                                : new Writing(timeless(me, writing.event()), writing.lowered(), writing.owedFrom()));
    }

    private static Settle sorted(Settle settle) {
        List<Firing> verdicts = settle.verdicts().stream()
                .sorted(Comparator.comparing(firing -> firing.occurrence().fireId()))
                .toList();
        return new Settle(settle.dueAt(), settle.n(), settle.cursor(), verdicts);
    }

    /** When an event that changes no schedule was made decides nothing, as long as it comes after the one before. */
    private static DeviceEvent timeless(Incarnation me, DeviceEvent event) {
        Instant at = me.state().lastEventAt().plusMillis(1);
        if (event instanceof Fenced) return new Fenced(at);
        return event instanceof GroupSpent spent ? new GroupSpent(spent.group(), at, spent.closing()) : event;
    }

    private Life begin(Effect effect, Life life, World w) {
        if (effect instanceof Lower lower) {
            none(life.lower(), effect);
            return life.lower(new Lowering(pool.of(new LowerRow(lower)), null));
        }
        if (effect instanceof Persist persist) {
            none(life.persist(), effect);
            return life.persist(pool.of(persist.event()));
        }
        if (effect instanceof ReadRow) {
            none(life.read(), effect);
            return life.read(new Reading(null));
        }
        if (effect instanceof WriteSettle write) {
            none(life.settle(), effect);
            return life.settle(new Settling(pool.of(new SettleRow(write.settle())), null));
        }
        if (effect instanceof Publish publish) return published(publish, life, w);
        int ring = Ticks.of(((WakeAt) effect).at());
        if (ring <= w.now()) return life.ring(Life.RINGS);
        return life.ring(ring > scenario.lastTick() ? Life.NO_TIMER : ring);
    }

    private Life published(Publish publish, Life life, World w) {
        int bit = occurrences.bit(publish.occurrence());
        none((life.flying() & bit) == 0 ? null : "the same", publish);
        properties.onPublish(w, life, publish.occurrence());
        return life.flying(life.flying() | bit);
    }

    private static void none(@Nullable Object underWay, Effect effect) {
        if (underWay != null) throw new AssertionError(effect + " while there is " + underWay);
    }
}
