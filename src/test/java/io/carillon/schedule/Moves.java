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
import io.carillon.schedule.Write.Insert;
import io.carillon.schedule.Write.LowerRow;
import io.carillon.schedule.Write.SettleRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can happen next in a world. The protocol's decisions are the production code's; this does its effects, as the
 * database, the broker, the clock and the failures of all of them might.
 *
 * <p>A write or a read of a live incarnation goes in two steps, so that anything may come between: it takes place, and
 * its answer arrives. Only inserts are answered at once; one that lands unheard is an orphan's.
 */
final class Moves {
    /** Kinds of moves, for what must come about without them. */
    static final int FAULT = 1;

    static final int EXPIRE = 2;
    static final int PUBLISH = 4;
    static final int USER = 8;

    interface Sink {
        void move(int kind, String what, Object detail, World next);
    }

    private final Mutants.Variant variant;
    private final Scenario scenario;
    private final Properties properties;
    private final Occurrences occurrences;
    private final One.Pool pool = new One.Pool();
    private final Map<Told, Optional<Moved>> told = new HashMap<>();

    private final Map<Grown, One<Journal>> grown = new HashMap<>();

    private record Grown(One<Journal> journal, DeviceEvent event) {}

    private record Told(One<Incarnation> me, Input input, int now) {}

    /** @param expired what the protocol gave up in this step, a bit each */
    private record Moved(One<Incarnation> next, List<Effect> effects, int expired) {}

    Moves(Mutants.Variant variant, Scenario scenario, Properties properties, Occurrences occurrences) {
        this.variant = variant;
        this.scenario = scenario;
        this.properties = properties;
        this.occurrences = occurrences;
    }

    World start() {
        Journal journal = Journal.first(scenario.fresh() ? 0 : 1, scenario.firstState(), occurrences);
        return new World(0, pool.of(journal), pool.of(scenario.firstRow()), null, null, null, pool.of(Set.of()), 0, 0);
    }

    void from(World w, Sink sink) {
        moves(w, (kind, what, detail, next) -> {
            if (isLeftOut(kind)) return;
            sink.move(kind, what, detail, next);
            if (next.row() != w.row()) readBefore(w.row(), kind, what, detail, next, sink);
        });
    }

    private boolean isLeftOut(int kind) {
        return (kind & FAULT) != 0 && !scenario.faults();
    }

    /**
     * A read takes place some time before its answer. When, matters only if the row changes between the two: it is then
     * either read just before the change, or later.
     */
    private void readBefore(One<Wakeup> row, int kind, String what, Object detail, World next, Sink sink) {
        One<Life> first = havingRead(row, next.first());
        One<Life> second = havingRead(row, next.second());
        String late = " (a read under way saw the row before)";
        if (first != next.first()) sink.move(kind, what, detail + late, next.lives(first, next.second()));
        if (second != next.second()) {
            sink.move(kind, what, detail + late, next.lives(next.first(), second));
            if (first != next.first()) sink.move(kind, what, detail + late, next.lives(first, second));
        }
    }

    private @Nullable One<Life> havingRead(One<Wakeup> row, @Nullable One<Life> life) {
        if (life == null || life.value.read() == null || life.value.read().found() != null) return life;
        return pool.of(life.value.read(new Reading(row)));
    }

    private void moves(World w, Sink sink) {
        if (w.now() < scenario.lastTick()) sink.move(0, "the clock says", w.now() + 1, tick(w));
        pollAndRecover(w, sink);
        for (One<Write> write : w.orphans().value) orphanLands(w, write, sink);
        if (w.first() != null) live(w, w.first(), w.second(), sink);
        if (w.second() != null) live(w, w.second(), w.first(), sink);
    }

    private World tick(World w) {
        int now = w.now() + 1;
        return w.now(now).lives(ripened(now, w.first()), ripened(now, w.second()));
    }

    private @Nullable One<Life> ripened(int now, @Nullable One<Life> life) {
        return life == null || life.value.ring() != now ? life : pool.of(life.value.ring(Life.RINGS));
    }

    /** 1, 5. */
    private void pollAndRecover(World w, Sink sink) {
        if (variant.wakeCarriesRow() && w.wake() == null && isDue(w))
            sink.move(0, "the poller sends a Wake with the row", w.row(), w.wake(w.row()));
        if (w.second() != null || (w.first() != null && scenario.lives() == 1)) return;
        Journal journal = w.journal().value;
        Life fresh = new Life(
                pool.of(Incarnation.recovered(journal.n(), journal.state())), Life.NO_TIMER, null, null, null, null, 0);
        sink.move(
                w.first() == null ? 0 : FAULT,
                "an incarnation recovers at",
                journal.n(),
                w.lives(w.first(), pool.of(fresh)));
    }

    private void orphanLands(World w, One<Write> write, Sink sink) {
        Set<One<Write>> others = new HashSet<>(w.orphans().value);
        others.remove(write);
        World rest = w.orphans(pool.of(Set.copyOf(others)));
        sink.move(FAULT, "never lands: late", write, rest);
        if (write.value instanceof LowerRow late) sink.move(0, "lands late:", write, lowered(rest, late.lower()));
        else if (write.value instanceof SettleRow late) {
            World landed = settled(rest, late.settle());
            sink.move(0, landed == rest ? "is refused: late" : "lands late:", write, landed);
        } else if (write.value instanceof Insert late) {
            if (late.n() == w.journal().value.n() + 1) sink.move(0, "lands late:", write, inserted(rest, late.event()));
            else sink.move(0, "is refused: late", write, rest);
        }
    }

    // ------------------------------------------------------------------------------------- the database

    private World lowered(World w, Lower lower) {
        Wakeup row = w.row().value;
        Instant due = lower.dueAt().isBefore(row.dueAt()) ? lower.dueAt() : row.dueAt();
        return w.row(pool.of(new Wakeup(due, Math.max(row.seq(), lower.seq()))));
    }

    /** The very same world when the guard refuses it. */
    private World settled(World w, Settle settle) {
        Wakeup row = w.row().value;
        if (variant.guard() && row.seq() > settle.n()) return w;
        properties.onLines(w, settle.verdicts());
        Instant due = settle.dueAt().isAfter(row.dueAt()) ? settle.dueAt() : row.dueAt();
        return w.row(pool.of(new Wakeup(due, Math.max(row.seq(), settle.n()))))
                .lines(Lines.with(w.lines(), settle.verdicts(), occurrences));
    }

    private World inserted(World w, DeviceEvent event) {
        return w.journal(grown.computeIfAbsent(
                new Grown(w.journal(), event),
                fresh -> pool.of(w.journal().value.then(event, occurrences))));
    }

    // ------------------------------------------------------------------------------------- one incarnation

    private void live(World w, One<Life> which, @Nullable One<Life> other, Sink sink) {
        Life life = which.value;
        ends(w, life, other, sink);
        takesPlace(w, life, other, sink);
        if (life.persist() != null) insert(w, life, life.persist().value, other, sink);
        else isTold(w, life, other, sink);
    }

    /** 0. It crashes, or stops since nobody answers its insert. Of what it has sent, any part may still land. */
    private void ends(World w, Life life, @Nullable One<Life> other, Sink sink) {
        List<One<Write>> sent = new ArrayList<>();
        if (life.lower() != null && life.lower().found() == null)
            sent.add(life.lower().write());
        if (life.settle() != null && life.settle().updated() == null)
            sent.add(life.settle().write());
        if (life.persist() != null) sent.add(pool.of(new Insert(life.memory().n() + 1, life.persist().value)));
        for (int part = 0; part < 1 << sent.size(); part++) {
            Set<One<Write>> left = new HashSet<>(w.orphans().value);
            for (int i = 0; i < sent.size(); i++) if ((part >>> i & 1) != 0) left.add(sent.get(i));
            if (left.size() <= scenario.orphans()
                    && left.size() == w.orphans().value.size() + Integer.bitCount(part))
                sink.move(FAULT, name(life) + " crashes and leaves", left, end(w, other, left));
        }
    }

    private World end(World w, @Nullable One<Life> other, Set<One<Write>> left) {
        return w.orphans(pool.of(Set.copyOf(left))).lives(other, null);
    }

    /** What it has sent takes place. */
    private void takesPlace(World w, Life life, @Nullable One<Life> other, Sink sink) {
        if (life.lower() != null
                && life.lower().found() == null
                && life.lower().write().value instanceof LowerRow sent) {
            Lowering landed = new Lowering(life.lower().write(), w.row().value.dueAt());
            sink.move(0, name(life) + "'s lands:", sent, with(lowered(w, sent.lower()), life.lower(landed), other));
        }
        if (life.settle() != null
                && life.settle().updated() == null
                && life.settle().write().value instanceof SettleRow sent) {
            World landed = settled(w, sent.settle());
            sink.move(
                    0,
                    name(life) + (landed == w ? "'s is refused:" : "'s lands:"),
                    sent,
                    with(landed, life.settle(new Settling(life.settle().write(), landed != w)), other));
        }
    }

    /** 4. */
    private void insert(World w, Life life, DeviceEvent event, @Nullable One<Life> other, Sink sink) {
        if (w.journal().value.n() == life.memory().n())
            tell(0, inserted(w, event), life.persist(null), other, new Input.Persisted(), sink);
        else
            sink.move(
                    0, name(life) + " finds its sequence number taken and stops", "", end(w, other, w.orphans().value));
    }

    private void isTold(World w, Life life, @Nullable One<Life> other, Sink sink) {
        if (life.memory().writing() == null && life.memory().n() < scenario.changes())
            for (Scenario.Wish wish : scenario.wishes())
                tell(USER, w, life, other, new Input.Wished(scenario, wish), sink);
        if (life.lower() != null) answerLower(w, life, life.lower(), other, sink);
        isWoken(w, life, other, sink);
        if (life.read() != null) {
            Wakeup row = (life.read().found() == null ? w.row() : life.read().found()).value;
            tell(0, w, life.read(null), other, new Input.RowRead(row), sink);
            tell(FAULT, w, life.read(null), other, new Input.ReadFailed(), sink);
        }
        if (life.ring() != Life.NO_TIMER) {
            if (life.ring() == Life.RINGS) tell(0, w, life.ring(Life.NO_TIMER), other, new Input.Rung(), sink);
            else tell(FAULT, w, life, other, new Input.Rung(), sink);
        }
        for (int k = 0; life.flying() >>> k != 0; k++)
            if ((life.flying() >>> k & 1) != 0) answerPublish(w, life, k, other, sink);
        if (life.settle() != null) answerSettle(w, life, life.settle(), other, sink);
    }

    /**
     * 5, 6. A Wake carries nothing and may be late, lost or repeated, so one may come at any time; but that one comes can
     * be counted upon only while the row is due.
     */
    private void isWoken(World w, Life life, @Nullable One<Life> other, Sink sink) {
        if (!variant.wakeCarriesRow()) tell(isDue(w) ? 0 : FAULT, w, life, other, new Input.Woken(), sink);
        else if (w.wake() != null) tell(0, w.wake(null), life, other, new Input.Woken(), sink, w.wake());
    }

    private static boolean isDue(World w) {
        return !w.row().value.dueAt().isAfter(Ticks.at(w.now() + 1));
    }

    private void answerLower(World w, Life life, Lowering lower, @Nullable One<Life> other, Sink sink) {
        Life after = life.lower(null);
        if (lower.found() != null) tell(0, w, after, other, new Input.Lowered(lower.found()), sink);
        tell(FAULT, w, after, other, new Input.LowerFailed(), sink);
        if (lower.found() == null)
            orphaned(w, lower.write()).ifPresent(v -> tell(FAULT, v, after, other, new Input.LowerFailed(), sink));
    }

    private void answerSettle(World w, Life life, Settling settle, @Nullable One<Life> other, Sink sink) {
        Life after = life.settle(null);
        if (settle.updated() != null) tell(0, w, after, other, new Input.Settled(settle.updated()), sink);
        tell(FAULT, w, after, other, new Input.SettleFailed(), sink);
        if (settle.updated() == null)
            orphaned(w, settle.write()).ifPresent(v -> tell(FAULT, v, after, other, new Input.SettleFailed(), sink));
    }

    private Optional<World> orphaned(World w, One<Write> write) {
        Set<One<Write>> left = new HashSet<>(w.orphans().value);
        if (!left.add(write) || left.size() > scenario.orphans()) return Optional.empty();
        return Optional.of(w.orphans(pool.of(Set.copyOf(left))));
    }

    /** 8. The broker has it, and says so; or has it and is not heard; or never got it. */
    private void answerPublish(World w, Life life, int k, @Nullable One<Life> other, Sink sink) {
        Life after = life.flying(life.flying() & ~(1 << k));
        World has = w.broker(w.broker() | 1 << k);
        Occurrence occurrence = occurrences.get(k);
        tell(PUBLISH, has, after, other, new Input.Acknowledged(occurrence), sink);
        tell(PUBLISH | FAULT, has, after, other, new Input.PublishFailed(occurrence), sink);
        tell(FAULT, w, after, other, new Input.PublishFailed(occurrence), sink);
    }

    // ------------------------------------------------------------------------------------- telling the protocol

    private void tell(int kind, World w, Life life, @Nullable One<Life> other, Input input, Sink sink) {
        tell(kind, w, life, other, input, sink, null);
    }

    private void tell(
            int kind,
            World w,
            Life life,
            @Nullable One<Life> other,
            Input input,
            Sink sink,
            @Nullable One<Wakeup> copy) {
        if (isLeftOut(kind)) return;
        Moved moved = told.computeIfAbsent(new Told(life.me(), input, w.now()), this::ask)
                .orElse(null);
        if (moved == null) return;
        Life next = life.remembering(moved.next());
        for (Effect effect : moved.effects()) next = begin(effect, next, w);
        if (copy != null && life.read() == null && next.read() != null) next = next.read(new Reading(copy));
        int unrecorded = 0;
        for (int k = 0; moved.expired() >>> k != 0; k++)
            if ((moved.expired() >>> k & 1) != 0 && Lines.of(w.lines(), k) == Lines.NONE) unrecorded = EXPIRE;
        sink.move(kind | unrecorded, name(life) + " is told", input, with(w, next, other));
    }

    private Optional<Moved> ask(Told asked) {
        Incarnation me = asked.me.value;
        Step step = asked.input.tell(variant.protocol(), me, Ticks.at(asked.now));
        if (step == null) return Optional.empty();
        int expired = 0;
        for (Firing firing : step.next().done().values())
            if (firing.verdict() == Verdict.EXPIRED
                    && !me.done().containsKey(firing.occurrence())
                    && !step.next().state().closed().contains(firing)) expired |= occurrences.bit(firing.occurrence());
        List<Effect> effects = new ArrayList<>();
        for (Effect effect : step.effects())
            effects.add(effect instanceof Persist persist ? new Persist(timeless(me, persist.event())) : effect);
        return Optional.of(new Moved(pool.of(timeless(me, step.next())), effects, expired));
    }

    /** Without what makes no difference: pauses may be over within a tick, and tries are not counted. */
    private static Incarnation timeless(Incarnation me, Incarnation next) {
        Writing writing = next.writing();
        return next.publishAfter(Instant.EPOCH)
                .settleAfter(Instant.EPOCH)
                .open(open -> open.values().removeIf(attempt -> !attempt.inFlight()))
                .writing(
                        writing == null
                                ? null
                                : new Writing(timeless(me, writing.event()), writing.lowered(), writing.owedFrom()));
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
        if (effect instanceof Publish publish) {
            properties.onPublish(w, life, publish.occurrence());
            return life.flying(life.flying() | occurrences.bit(publish.occurrence()));
        }
        int ring = Ticks.of(((WakeAt) effect).at());
        if (ring <= w.now()) return life.ring(Life.RINGS);
        return life.ring(ring > scenario.lastTick() ? Life.NO_TIMER : ring);
    }

    private static void none(@Nullable Object underWay, Effect effect) {
        if (underWay != null) throw new AssertionError(effect + " while there is " + underWay);
    }

    private World with(World w, Life life, @Nullable One<Life> other) {
        return w.lives(pool.of(life), other);
    }

    private static String name(Life life) {
        return "n=" + life.memory().n();
    }
}
