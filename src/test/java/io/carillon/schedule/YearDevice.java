package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One device, run by the real {@link Protocol}: its journal, row and lines are kept here, a poller wakes it, a broker takes
 * what it publishes. It leaves memory whenever nothing is near, and now and then dies with a settle or an event under way.
 */
final class YearDevice {
    static final Caller CALLER = new Caller(new UserId("u"), true, true);
    private static final Duration LEAD = Duration.ofSeconds(60);
    private static final int FAULT = 300;

    private final Protocol protocol;
    private final Random chance;
    private final Deque<Input> told = new ArrayDeque<>();

    private DeviceState state = DeviceState.EMPTY;
    private long n;
    private Wakeup row = Wakeup.NOTHING_OWED;
    private @Nullable Incarnation me;
    private @Nullable Instant timer;
    private Instant now;

    final Map<Occurrence, Firing> lines = new HashMap<>();
    final Map<Occurrence, String> published = new HashMap<>();

    /** What is wrong, in words. */
    final List<String> wrong = new ArrayList<>();

    int publishes;
    int deaths;

    /** Of first publishes. */
    Duration latest = Duration.ZERO;

    YearDevice(Protocol protocol, Instant start, Random chance) {
        this.protocol = protocol;
        this.now = start;
        this.chance = chance;
    }

    void ask(Change change, Instant at) {
        playTo(at);
        now = at;
        if (me == null || chance.nextInt(3) == 0) recover();
        tell(new Input.Wish(change, CALLER, at.plusSeconds(15)));
    }

    void playTo(Instant until) {
        for (Instant next = next(); !next.isAfter(until); next = next()) {
            if (next.isAfter(now)) now = next;
            if (me != null && timer != null) {
                timer = null;
                tell(new Input.TimerElapsed());
            } else {
                if (me == null || chance.nextBoolean()) recover();
                tell(new Input.Woken());
            }
        }
    }

    private Instant next() {
        if (me != null && timer != null) return timer;
        if (row.dueAt().equals(Wakeup.NEVER)) return Wakeup.NEVER;
        Instant poll = row.dueAt().minus(LEAD);
        return poll.isAfter(now) ? poll : now.plusSeconds(1);
    }

    private void recover() {
        me = Incarnation.recovered(n, state);
        timer = null;
    }

    private void dies() {
        deaths++;
        me = null;
        timer = null;
        told.clear();
    }

    private void tell(Input input) {
        told.add(input);
        for (int steps = 0; me != null && !told.isEmpty(); steps++) {
            if (steps > 1000) throw new AssertionError("no end of it at " + now + ": " + told);
            for (Effect effect : protocol.step(me, told.remove(), now)) if (me != null) begin(effect);
        }
    }

    private void begin(Effect effect) {
        if (effect instanceof Effect.WakeAt wake) timer = wake.at();
        else if (effect instanceof Effect.ReadRow)
            told.add(new Input.RowRead(n == 0 ? Optional.empty() : Optional.of(read())));
        else if (effect instanceof Effect.Publish publish) publish(publish);
        else if (effect instanceof Effect.WriteSettle write) settle(write.settle());
        else if (effect instanceof Effect.Persist persist) write(persist);
        else if (effect instanceof Effect.Leave) me = null;
        else if (effect instanceof Effect.Decided decided && decided.decision() instanceof Decision.Refused refused)
            wrong.add(now + ": refused as " + refused.problem() + ": "
                    + decided.wish().change());
        else if (effect instanceof Effect.Stop stop) wrong.add(now + ": stops, " + stop.why());
    }

    private Wakeup read() {
        if (!row.isApart()) return row;
        return row.with(lines.values().stream()
                .filter(line -> !line.occurrence().at().isBefore(row.owedFrom()))
                .toList());
    }

    private void publish(Effect.Publish publish) {
        Occurrence occurrence = publish.occurrence();
        publishes++;
        Duration late = Duration.between(occurrence.at(), now);
        if (late.isNegative()) wrong.add(now + ": early by " + late + ": " + occurrence);
        if (late.compareTo(latest) > 0 && !published.containsKey(occurrence)) latest = late;
        if (chance.nextInt(FAULT) == 0) {
            told.add(new Input.PublishFailed(occurrence, now, 0.5, "broker away"));
            return;
        }
        published.put(occurrence, publish.commands());
        told.add(new Input.Acknowledged(occurrence, Verdict.DELIVERED, now, now));
        if (publish.confirm()) told.add(new Input.Answered(occurrence.fireId(), Verdict.CONFIRMED, "on", now));
    }

    private void settle(Settle settle) {
        if (chance.nextInt(FAULT) == 0) {
            dies();
            return;
        }
        if (row.seq() > settle.n()) throw new AssertionError("superseded by nobody");
        row = new Wakeup(
                later(row.dueAt(), settle.dueAt()),
                row.seq(),
                later(row.owedFrom(), settle.owedFrom()),
                false,
                List.of());
        settle.verdicts().forEach(this::line);
        told.add(new Input.Settled(true));
    }

    /** What nobody asked for may be lost with its incarnation; what somebody asked for is asked for once. */
    private void write(Effect.Persist persist) {
        if (persist.wish() == null && chance.nextInt(FAULT) == 0) {
            dies();
            return;
        }
        EventWrite write = persist.write();
        state = write.event().applyTo(state);
        n++;
        row = new Wakeup(write.move(row.dueAt()), n, write.move(row.owedFrom()), false, List.of());
        write.lines().forEach(this::line);
        told.add(new Input.Persisted());
    }

    private void line(Firing firing) {
        lines.merge(firing.occurrence(), firing, Firing::or);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
