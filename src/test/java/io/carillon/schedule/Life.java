package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One live incarnation: what the protocol remembers, and what its process has under way.
 *
 * @param me the protocol's own memory
 * @param ring the tick in which its timer will ring, or {@link #RINGS}, or {@link #NO_TIMER}
 * @param lower the Lower under way
 * @param persist the event being inserted; nothing is told until that is answered
 * @param read the read of the row under way
 * @param settle the settle under way
 * @param flying the publishes under way, a bit each
 */
record Life(
        One<Incarnation> me,
        int ring,
        @Nullable Lowering lower,
        @Nullable One<DeviceEvent> persist,
        @Nullable Reading read,
        @Nullable Settling settle,
        int flying) {
    static final int NO_TIMER = -1;

    /** Its instant has come: the timer may ring at any time. */
    static final int RINGS = -2;

    /** @param found the old {@code due_at}, once the write has landed; its answer is then on the way back */
    record Lowering(One<Write> write, @Nullable Instant found) {}

    /** @param found the row as it was read, where it has changed since; null while the answer is, or would be, up to date */
    record Reading(@Nullable One<Wakeup> found) {}

    /** @param updated once the write has landed or was refused; the answer is then on the way back */
    record Settling(One<Write> write, @Nullable Boolean updated) {}

    /** Some answer will come and say what is next. */
    boolean waits() {
        return lower != null || persist != null || read != null || settle != null || flying != 0;
    }

    Incarnation memory() {
        return me.value;
    }

    Life remembering(One<Incarnation> next) {
        return new Life(next, ring, lower, persist, read, settle, flying);
    }

    Life ring(int tick) {
        return new Life(me, tick, lower, persist, read, settle, flying);
    }

    Life lower(@Nullable Lowering now) {
        return new Life(me, ring, now, persist, read, settle, flying);
    }

    Life persist(@Nullable One<DeviceEvent> now) {
        return new Life(me, ring, lower, now, read, settle, flying);
    }

    Life read(@Nullable Reading now) {
        return new Life(me, ring, lower, persist, now, settle, flying);
    }

    Life settle(@Nullable Settling now) {
        return new Life(me, ring, lower, persist, read, now, flying);
    }

    Life flying(int now) {
        return new Life(me, ring, lower, persist, read, settle, now);
    }
}
