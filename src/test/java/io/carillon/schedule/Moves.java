package io.carillon.schedule;

import io.carillon.schedule.LiveIncarnation.Reading;
import io.carillon.schedule.LiveIncarnation.Settling;
import io.carillon.schedule.Mutants.Flaw;
import io.carillon.schedule.Write.MoveRow;
import io.carillon.schedule.Write.SettleRow;
import io.carillon.schedule.Write.WriteEvent;
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
 * <p>A settle or a read of a live incarnation goes in two steps, so that anything may come between: it takes place, and
 * its answer arrives. Only events are answered at once; one that lands unheard is an orphan's.
 */
final class Moves {
    /** Kinds of moves, for what must come about without them. */
    static final int FAULT = 1;

    static final int EXPIRE = 2;
    static final int PUBLISH = 4;
    static final int USER = 8;

    /** Some chance: which one makes no difference, for pauses may be over within the same tick. */
    private static final double ANY_CHANCE = 0.5;

    /** Takes each move; {@code what} and {@code detail} are its words in a trace. */
    interface Sink {
        void move(int kind, String what, Object detail, World next);
    }

    private final Mutants.Variant variant;
    private final Scenario scenario;
    private final Properties properties;
    private final Occurrences occurrences;
    private final One.Pool pool = new One.Pool();
    private final Database database;
    private final Interpreter interpreter;

    Moves(Mutants.Variant variant, Scenario scenario, Properties properties, Occurrences occurrences) {
        this.variant = variant;
        this.scenario = scenario;
        this.properties = properties;
        this.occurrences = occurrences;
        this.database = new Database(variant, scenario, properties, occurrences, pool);
        this.interpreter = new Interpreter(variant.protocol(), scenario, properties, occurrences, pool);
    }

    World start() {
        Journal journal = Journal.first(scenario.fresh() ? 0 : 1, scenario.firstState(), occurrences);
        return new World(
                0,
                pool.of(journal),
                pool.of(scenario.firstRow()),
                null,
                null,
                null,
                pool.of(Set.of()),
                0,
                0,
                World.Mail.NONE);
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
        One<LiveIncarnation> first = havingRead(row, next.first());
        One<LiveIncarnation> second = havingRead(row, next.second());
        String late = " (a read under way saw the row before)";
        if (first != next.first()) sink.move(kind, what, detail + late, next.lives(first, next.second()));
        if (second != next.second()) {
            sink.move(kind, what, detail + late, next.lives(next.first(), second));
            if (first != next.first()) sink.move(kind, what, detail + late, next.lives(first, second));
        }
    }

    private @Nullable One<LiveIncarnation> havingRead(One<Wakeup> row, @Nullable One<LiveIncarnation> life) {
        if (life == null || life.value.read() == null || life.value.read().found() != null) return life;
        return pool.of(life.value.read(new Reading(row, life.value.read().old())));
    }

    private void moves(World w, Sink sink) {
        if (w.now() < scenario.lastTick())
            sink.move(0, "the clock says", Ticks.of(scenario.clock(w.now() + 1)), tick(w));
        pollAndRecover(w, sink);
        for (One<? extends Write> write : w.orphans().value) orphanLands(w, write, sink);
        for (int k = 0; w.mail().asked() >>> k != 0; k++)
            if ((w.mail().asked() >>> k & 1) != 0)
                sink.move(
                        0,
                        "the device answers",
                        occurrences.get(k).task(),
                        w.mail(w.mail().answered(1 << k)));
        for (int k = 0; w.mail().answers() >>> k != 0; k++)
            if ((w.mail().answers() >>> k & 1) != 0) answerArrives(w, k, sink);
        if (w.first() != null) live(w, w.first(), w.second(), sink);
        if (w.second() != null) live(w, w.second(), w.first(), sink);
    }

    /** 11. Whether it goes to a device, the tables say. It is on its way until its line is written or it is dropped. */
    private void answerArrives(World w, int k, Sink sink) {
        World gone = w.mail(w.mail().gone(1 << k));
        Occurrence occurrence = occurrences.get(k);
        sink.move(FAULT, "the answer is lost", occurrence.task(), gone);
        if (Lines.of(w.lines(), k) == Lines.UNANSWERED)
            sink.move(
                    0,
                    "a late answer lands",
                    occurrence.task(),
                    gone.lines(Lines.set(w.lines(), k, Verdict.CONFIRMED)));
        else if (!database.isOpen(w, k) || variant.has(Flaw.ANSWERS_TO_MEMORY) && !isArmed(w)) {
            properties.onDropped(w, k, database.isOpen(w, k));
            sink.move(0, "an answer is dropped", occurrence.task(), gone);
        } else {
            if (w.first() != null) takes(w, w.first().value, w.second(), k, sink);
            if (w.second() != null) takes(w, w.second().value, w.first(), k, sink);
        }
    }

    private static boolean isArmed(World w) {
        return w.first() != null && w.first().value.memory().cursor != null
                || w.second() != null && w.second().value.memory().cursor != null;
    }

    private void takes(World w, LiveIncarnation life, @Nullable One<LiveIncarnation> other, int k, Sink sink) {
        if (life.persist() != null) return;
        String fireId = occurrences.get(k).fireId();
        Input told = new Input.Answered(fireId, Verdict.CONFIRMED, null, Mutants.ANY);
        tell(0, w, life, other, told, sink);
    }

    private World tick(World w) {
        World next = w.now(w.now() + 1);
        int minute = Ticks.of(scenario.clock(next.now()));
        return next.lives(ripened(minute, w.first()), ripened(minute, w.second()));
    }

    private @Nullable One<LiveIncarnation> ripened(int minute, @Nullable One<LiveIncarnation> life) {
        return life == null || life.value.timer() != minute ? life : pool.of(life.value.timer(LiveIncarnation.ELAPSES));
    }

    /** 1, 4. */
    private void pollAndRecover(World w, Sink sink) {
        if (variant.has(Flaw.WAKE_CARRIES_ROW) && w.wake() == null && isDue(w))
            sink.move(0, "the poller sends a Wake with the row", w.row(), w.wake(w.row()));
        if (w.second() != null || (w.first() != null && scenario.lives() == 1)) return;
        Journal journal = w.journal().value;
        LiveIncarnation fresh = LiveIncarnation.recovered(pool.of(Incarnation.recovered(journal.n(), journal.state())));
        sink.move(
                w.first() == null ? 0 : FAULT,
                "an incarnation recovers at",
                journal.n(),
                w.lives(w.first(), pool.of(fresh)));
    }

    private void orphanLands(World w, One<? extends Write> write, Sink sink) {
        Set<One<? extends Write>> others = new HashSet<>(w.orphans().value);
        others.remove(write);
        World rest = w.orphans(pool.of(Set.copyOf(others)));
        sink.move(FAULT, "never lands: late", write, rest);
        if (write.value instanceof SettleRow late) {
            String what = database.refuses(rest, late.settle()) ? "is refused: late" : "lands late:";
            sink.move(0, what, write, database.settled(rest, late.settle()));
        } else if (write.value instanceof WriteEvent late) {
            if (database.accepts(rest, late)) sink.move(0, "lands late:", write, database.written(rest, late));
            else sink.move(0, "is refused: late", write, rest);
        } else if (write.value instanceof MoveRow late) {
            sink.move(0, "lands afterwards:", write, database.moved(rest, late));
        }
    }

    private void live(World w, One<LiveIncarnation> which, @Nullable One<LiveIncarnation> other, Sink sink) {
        LiveIncarnation life = which.value;
        ends(w, life, other, FAULT, name(life) + " crashes and leaves", sink);
        settleTakesPlace(w, life, other, sink);
        if (scenario.pauses() && !life.paused()) isPaused(w, life, other, sink);
        if (life.persist() != null) write(w, life, life.persist(), other, sink);
        if (life.persist() == null || variant.has(Flaw.TELLS_MEANWHILE)) hearsOutcomes(w, life, other, sink);
        if (life.memory().ending && !life.waits()) sink.move(0, name(life) + " has stopped", "", w.lives(other, null));
        if (life.memory().ending) return;
        if (life.persist() == null) isAsked(w, life, other, sink);
        else if (scenario.stops()) sink.move(USER, name(life) + " is to stop", "", with(w, ending(life), other));
    }

    /** 0. Of what it has sent, any part may still land. */
    private void ends(
            World w, LiveIncarnation life, @Nullable One<LiveIncarnation> other, int kind, String what, Sink sink) {
        List<One<? extends Write>> sent = new ArrayList<>();
        if (life.settle() != null && life.settle().updated() == null)
            sent.add(life.settle().write());
        if (life.persist() != null) sent.add(life.persist());
        for (int part = 0; part < 1 << sent.size(); part++) {
            Set<One<? extends Write>> left = new HashSet<>(w.orphans().value);
            for (int i = 0; i < sent.size(); i++) if ((part >>> i & 1) != 0) left.add(sent.get(i));
            if (left.size() <= Math.max(scenario.orphans(), w.orphans().value.size())
                    && left.size() == w.orphans().value.size() + Integer.bitCount(part))
                sink.move(kind, what, left, end(w, other, left));
        }
    }

    private World end(World w, @Nullable One<LiveIncarnation> other, Set<One<? extends Write>> left) {
        return w.orphans(pool.of(Set.copyOf(left))).lives(other, null);
    }

    private void settleTakesPlace(World w, LiveIncarnation life, @Nullable One<LiveIncarnation> other, Sink sink) {
        Settling sent = life.settle();
        if (sent == null || sent.updated() != null) return;
        Settle settle = sent.write().value.settle();
        boolean updated = !database.refuses(w, settle);
        sink.move(
                0,
                name(life) + (updated ? "'s lands:" : "'s is refused:"),
                sent.write(),
                with(database.settled(w, settle), life.settle(new Settling(sent.write(), updated)), other));
    }

    /** 3. Nothing is told until the outcome is known. Where it is not, the incarnation ends as in a crash. */
    private void write(
            World w, LiveIncarnation life, One<WriteEvent> sent, @Nullable One<LiveIncarnation> other, Sink sink) {
        WriteEvent event = sent.value;
        if (variant.has(Flaw.ROW_BEFORE) && w.row().value.seq() == event.n()) {
            sink.move(0, name(life) + " moves the row first for", event, database.moved(w, event));
        } else if (variant.has(Flaw.ROW_BEFORE) || database.accepts(w, event)) {
            World landed = variant.has(Flaw.ROW_BEFORE) ? database.inserted(w, event) : database.written(w, event);
            if (variant.has(Flaw.ROW_AFTER)) landed = orphaned(landed, pool.of(new MoveRow(event)), Integer.MAX_VALUE);
            properties.onPersisted(landed, event.n(), event.write().event());
            Sink after = life.memory().ending ? tellingOfTheStop(sink) : sink;
            tell(0, landed, life.persist(null), other, new Input.Persisted(), after);
        } else {
            ends(w, life.persist(null), other, 0, name(life) + " finds its event refused and stops, leaving", sink);
        }
    }

    /** 6. */
    private void isPaused(World w, LiveIncarnation life, @Nullable One<LiveIncarnation> other, Sink sink) {
        Reading read = life.read();
        LiveIncarnation still = life.paused(true).read(read == null ? null : new Reading(read.found(), true));
        tell(FAULT, w, still, other, new Input.Paused(), sink);
    }

    private void isAsked(World w, LiveIncarnation life, @Nullable One<LiveIncarnation> other, Sink sink) {
        if (life.memory().isFree() && life.memory().n() < scenario.changes())
            for (Scenario.Wish wish : scenario.wishes())
                if (scenario.allows(wish, w.now()))
                    tell(
                            USER,
                            w,
                            life,
                            other,
                            scenario.input(wish, life.memory().state()),
                            sink);
        isWoken(w, life, other, sink);
        if (scenario.stops()) tell(USER, w, ending(life), other, new Input.Stopped(), sink);
    }

    /** 10: from now on, even while it writes. What is not sent yet is recalled. */
    private LiveIncarnation ending(LiveIncarnation life) {
        Incarnation me = life.memory().copy();
        me.end();
        return life.remembering(pool.of(me)).recalled(life.flying());
    }

    /** As in the entity: it is told so again after what it wrote meanwhile. It has no second incarnation beside it. */
    private Sink tellingOfTheStop(Sink sink) {
        return (kind, what, detail, next) -> {
            if (next.first() == null) sink.move(kind, what, detail, next);
            else tell(kind, next, next.first().value, next.second(), new Input.Stopped(), sink);
        };
    }

    private void hearsOutcomes(World w, LiveIncarnation life, @Nullable One<LiveIncarnation> other, Sink sink) {
        if (life.read() != null) answerRead(w, life, life.read(), other, sink);
        if (life.elapses(Ticks.of(scenario.clock(w.now()))) && !life.memory().ending)
            tell(0, w, life.timer(LiveIncarnation.NO_TIMER), other, new Input.TimerElapsed(), sink);
        for (int k = 0; life.flying() >>> k != 0; k++)
            if ((life.flying() >>> k & 1) != 0) answerPublish(w, life, k, other, sink);
        if (life.settle() != null) answerSettle(w, life, life.settle(), other, sink);
    }

    /**
     * 4, 5. A Wake carries nothing and may be late, lost or repeated, so one may come at any time; but that one comes can
     * be counted upon only while the row is due, or where the clock has gone back behind the last event.
     */
    private void isWoken(World w, LiveIncarnation life, @Nullable One<LiveIncarnation> other, Sink sink) {
        if (variant.has(Flaw.WAKE_CARRIES_ROW)) {
            if (w.wake() != null) tell(0, w.wake(null), life, other, new Input.Woken(), sink, w.wake());
        } else tell(isDue(w) ? 0 : FAULT, w, life, other, new Input.Woken(), sink);
    }

    private boolean isDue(World w) {
        boolean found = !scenario.isAhead(w.now()) && properties.isOfTheFuture(w);
        return found || !w.row().value.dueAt().isAfter(scenario.clock(w.now()).plus(Ticks.TICK));
    }

    private void answerRead(
            World w, LiveIncarnation life, Reading read, @Nullable One<LiveIncarnation> other, Sink sink) {
        Wakeup row = (read.found() == null ? w.row() : read.found()).value;
        Optional<Wakeup> found = Optional.of(row)
                .filter(there -> there.seq() > 0)
                .map(there ->
                        there.with(database.linesFrom(w, there, life.memory().n())));
        LiveIncarnation after = life.read(null);
        Input answer = new Input.RowRead(found);
        tell(0, w, after.paused(life.paused() && read.old()), other, answer, sink, null, !read.old());
        tell(FAULT, w, after, other, new Input.ReadFailed(), sink);
    }

    private void answerSettle(
            World w, LiveIncarnation life, Settling settle, @Nullable One<LiveIncarnation> other, Sink sink) {
        LiveIncarnation after = life.settle(null);
        if (settle.updated() != null) tell(0, w, after, other, new Input.Settled(settle.updated()), sink);
        tell(FAULT, w, after, other, new Input.SettleFailed(), sink);
        if (settle.updated() == null && !w.orphans().value.contains(settle.write()) && hasRoom(w))
            tell(FAULT, orphaned(w, settle.write(), scenario.orphans()), after, other, new Input.SettleFailed(), sink);
    }

    private boolean hasRoom(World w) {
        return w.orphans().value.size() < scenario.orphans();
    }

    private World orphaned(World w, One<? extends Write> write, int most) {
        Set<One<? extends Write>> left = new HashSet<>(w.orphans().value);
        if (left.size() < most) left.add(write);
        return w.orphans(pool.of(Set.copyOf(left)));
    }

    /** 7. The broker has it, and says so; or has it and is not heard; or never got it, being recalled or lost. */
    private void answerPublish(World w, LiveIncarnation life, int k, @Nullable One<LiveIncarnation> other, Sink sink) {
        LiveIncarnation after = life.flying(life.flying() & ~(1 << k));
        Occurrence occurrence = occurrences.get(k);
        boolean confirms = scenario.promise(occurrence).confirm();
        World has = w.broker(w.broker() | 1 << k);
        if (confirms) has = has.mail(w.mail().asked(1 << k));
        boolean gets = confirms && (w.broker() >>> k & 1) == 0;
        if (gets) sink.move(0, "the broker gets", occurrence.task(), has);
        Input failed = new Input.PublishFailed(occurrence, null, ANY_CHANCE, null);
        boolean sent =
                (w.broker() >>> k & 1) != 0 && life.memory().attempt(occurrence).acknowledgedAt() == null;
        boolean recalled = (life.recalled() >>> k & 1) != 0 && !(confirms && sent);
        tell(
                PUBLISH,
                has,
                after,
                other,
                new Input.Acknowledged(occurrence, Verdict.DELIVERED, Mutants.ANY, occurrence.at()),
                sink);
        tell(PUBLISH | FAULT, has, after, other, failed, sink);
        tell(recalled ? 0 : FAULT, w, after, other, failed, sink);
    }

    private void tell(
            int kind, World w, LiveIncarnation life, @Nullable One<LiveIncarnation> other, Input input, Sink sink) {
        tell(kind, w, life, other, input, sink, null, false);
    }

    private void tell(
            int kind,
            World w,
            LiveIncarnation life,
            @Nullable One<LiveIncarnation> other,
            Input input,
            Sink sink,
            @Nullable One<Wakeup> copy) {
        tell(kind, w, life, other, input, sink, copy, false);
    }

    private void tell(
            int kind,
            World w,
            LiveIncarnation life,
            @Nullable One<LiveIncarnation> other,
            Input input,
            Sink sink,
            @Nullable One<Wakeup> copy,
            boolean fresh) {
        if (isLeftOut(kind)) return;
        Interpreter.Answer answer = interpreter.tell(w, life, input, fresh);
        int kinds = kind | (answer.givesUp() ? EXPIRE : 0);
        LiveIncarnation next = answer.life();
        if (input instanceof Input.Answered told && !answer.declines() && life.memory().cursor != null)
            next = next.heard(heard(w, told));
        if (copy != null && life.read() == null && next.read() != null) next = next.read(new Reading(copy, false));
        if (answer.stops())
            ends(w, next, other, kinds, name(life) + " stops, told " + new Told(input) + ", and leaves", sink);
        else sink.move(kinds, name(life) + " is told", new Told(input), with(w, next, other));
        if (answer.leaves())
            sink.move(kinds, name(life) + " leaves memory, told", new Told(input), w.lives(other, null));
    }

    private int heard(World w, Input.Answered told) {
        for (int k = 0; w.mail().answers() >>> k != 0; k++)
            if ((w.mail().answers() >>> k & 1) != 0
                    && occurrences.get(k).fireId().equals(told.fireId())) return 1 << k;
        return 0;
    }

    /** In few words. */
    private record Told(Input input) {
        @Override
        public String toString() {
            String name = input.getClass().getSimpleName();
            if (input instanceof Input.Wish wish) return "Wish " + wish.change();
            if (input instanceof Input.RowRead read)
                return name + read.row().map(row -> " (" + Ticks.text(row.dueAt()) + ", " + row.seq() + ")");
            if (input instanceof Input.Acknowledged told) return name + " " + text(told.occurrence());
            if (input instanceof Input.PublishFailed told) return name + " " + text(told.occurrence());
            return input instanceof Input.Settled told ? name + " " + told.updated() : name;
        }

        private static String text(Occurrence occurrence) {
            return occurrence.task() + " at " + Ticks.text(occurrence.at());
        }
    }

    private World with(World w, LiveIncarnation life, @Nullable One<LiveIncarnation> other) {
        return w.lives(pool.of(life), other);
    }

    private static String name(LiveIncarnation life) {
        return "n=" + life.memory().n();
    }
}
