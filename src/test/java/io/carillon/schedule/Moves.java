package io.carillon.schedule;

import io.carillon.schedule.Life.Lowering;
import io.carillon.schedule.Life.Reading;
import io.carillon.schedule.Life.Settling;
import io.carillon.schedule.Write.Insert;
import io.carillon.schedule.Write.LowerRow;
import io.carillon.schedule.Write.SettleRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

    /** Takes each move; {@code what} and {@code detail} are its words in a trace. */
    interface Sink {
        void move(int kind, String what, Object detail, World next);
    }

    private final Mutants.Variant variant;
    private final Scenario scenario;
    private final Occurrences occurrences;
    private final One.Pool pool = new One.Pool();
    private final Database database;
    private final Interpreter interpreter;

    Moves(Mutants.Variant variant, Scenario scenario, Properties properties, Occurrences occurrences) {
        this.variant = variant;
        this.scenario = scenario;
        this.occurrences = occurrences;
        this.database = new Database(variant.guard(), properties, occurrences, pool);
        this.interpreter = new Interpreter(variant.protocol(), scenario, properties, occurrences, pool);
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
        if (write.value instanceof LowerRow late)
            sink.move(0, "lands late:", write, database.lowered(rest, late.lower()));
        else if (write.value instanceof SettleRow late) {
            String what = database.refuses(rest, late.settle()) ? "is refused: late" : "lands late:";
            sink.move(0, what, write, database.settled(rest, late.settle()));
        } else if (write.value instanceof Insert late) {
            if (database.accepts(w, late.n()))
                sink.move(0, "lands late:", write, database.inserted(rest, late.event()));
            else sink.move(0, "is refused: late", write, rest);
        }
    }

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
            sink.move(
                    0,
                    name(life) + "'s lands:",
                    sent,
                    with(database.lowered(w, sent.lower()), life.lower(landed), other));
        }
        if (life.settle() != null
                && life.settle().updated() == null
                && life.settle().write().value instanceof SettleRow sent) {
            boolean updated = !database.refuses(w, sent.settle());
            Settling landed = new Settling(life.settle().write(), updated);
            sink.move(
                    0,
                    name(life) + (updated ? "'s lands:" : "'s is refused:"),
                    sent,
                    with(database.settled(w, sent.settle()), life.settle(landed), other));
        }
    }

    /** 4. */
    private void insert(World w, Life life, DeviceEvent event, @Nullable One<Life> other, Sink sink) {
        if (database.accepts(w, life.memory().n() + 1))
            tell(0, database.inserted(w, event), life.persist(null), other, new Input.Persisted(), sink);
        else
            sink.move(
                    0, name(life) + " finds its sequence number taken and stops", "", end(w, other, w.orphans().value));
    }

    private void isTold(World w, Life life, @Nullable One<Life> other, Sink sink) {
        if (life.memory().writing() == null && life.memory().n() < scenario.changes())
            for (Scenario.Wish wish : scenario.wishes())
                if (scenario.allows(wish, w.now())) tell(USER, w, life, other, new Input.Wished(scenario, wish), sink);
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
        Interpreter.Answer answer = interpreter.tell(w, life, input).orElse(null);
        if (answer == null) return;
        Life next = answer.life();
        if (copy != null && life.read() == null && next.read() != null) next = next.read(new Reading(copy));
        sink.move(kind | (answer.givesUp() ? EXPIRE : 0), name(life) + " is told", input, with(w, next, other));
    }

    private World with(World w, Life life, @Nullable One<Life> other) {
        return w.lives(pool.of(life), other);
    }

    private static String name(Life life) {
        return "n=" + life.memory().n();
    }
}
