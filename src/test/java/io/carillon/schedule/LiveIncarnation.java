package io.carillon.schedule;

import io.carillon.schedule.Write.SettleRow;
import io.carillon.schedule.Write.WriteEvent;
import org.jspecify.annotations.Nullable;

/**
 * One live incarnation: what the protocol remembers, and what its process has under way.
 *
 * @param me the protocol's own memory
 * @param timer the minute in which its timer is to elapse, or {@link #ELAPSES}, or {@link #NO_TIMER}
 * @param persist the event under way
 * @param read the read of the row under way
 * @param settle the settle under way
 * @param flying the publishes under way, a bit each
 * @param recalled those of them that have been recalled
 * @param heard the answers that it has taken
 * @param paused it stood still, and has not asked for the row since
 */
record LiveIncarnation(
        One<Incarnation> me,
        int timer,
        @Nullable One<WriteEvent> persist,
        @Nullable Reading read,
        @Nullable Settling settle,
        int flying,
        int recalled,
        boolean paused,
        int heard) {
    static final int NO_TIMER = -1;

    /** Its instant has come: the timer may elapse at any time. */
    static final int ELAPSES = -2;

    /**
     * @param found the row as it was read, where it has changed since; null while the answer is, or would be, up to date
     * @param old it was asked for before the process stood still
     */
    record Reading(@Nullable One<Wakeup> found, boolean old) {}

    /** @param updated once the write has landed or was refused; the answer is then on the way back */
    record Settling(One<SettleRow> write, @Nullable Boolean updated) {}

    static LiveIncarnation recovered(One<Incarnation> me) {
        return new LiveIncarnation(me, NO_TIMER, null, null, null, 0, 0, false, 0);
    }

    /** The timer may elapse, for its minute has come. */
    boolean elapses(int minute) {
        return timer == ELAPSES || timer != NO_TIMER && timer <= minute;
    }

    /** Some answer will come and say what is next. */
    boolean waits() {
        return persist != null || read != null || settle != null || flying != 0;
    }

    Incarnation memory() {
        return me.value;
    }

    LiveIncarnation remembering(One<Incarnation> next) {
        return new LiveIncarnation(next, timer, persist, read, settle, flying, recalled, paused, heard);
    }

    LiveIncarnation timer(int minute) {
        return new LiveIncarnation(me, minute, persist, read, settle, flying, recalled, paused, heard);
    }

    LiveIncarnation persist(@Nullable One<WriteEvent> now) {
        return new LiveIncarnation(me, timer, now, read, settle, flying, recalled, paused, heard);
    }

    LiveIncarnation read(@Nullable Reading now) {
        return new LiveIncarnation(me, timer, persist, now, settle, flying, recalled, paused, heard);
    }

    LiveIncarnation settle(@Nullable Settling now) {
        return new LiveIncarnation(me, timer, persist, read, now, flying, recalled, paused, heard);
    }

    LiveIncarnation flying(int now) {
        return new LiveIncarnation(me, timer, persist, read, settle, now, recalled & now, paused, heard);
    }

    LiveIncarnation recalled(int more) {
        return new LiveIncarnation(me, timer, persist, read, settle, flying, recalled | flying & more, paused, heard);
    }

    LiveIncarnation heard(int more) {
        return new LiveIncarnation(me, timer, persist, read, settle, flying, recalled, paused, heard | more);
    }

    LiveIncarnation paused(boolean now) {
        return new LiveIncarnation(me, timer, persist, read, settle, flying, recalled, now, heard);
    }
}
