package io.carillon.chaos;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one call (with its repeats, which all ask the same) asked of one task: ring every day at that minute, or on
 * the days that {@link Said} says, or never again.
 *
 * @param task its name; empty where the call that made it was never answered, so that only the payload tells it
 * @param first the next time that the task then falls due; null: never again (deleted)
 * @param payload the commands; every wish of a run has its own
 * @param outcome of the call and its repeats together
 * @param during from the first request to the last answer
 */
record Wish(String device, String task, @Nullable Instant first, String payload, Outcome outcome, Window during) {
    enum Outcome {
        OK,
        /** Refused: it changed nothing. */
        FAILED,
        /** No answer that tells: it may have happened, and may yet. */
        UNKNOWN
    }

    private static final Duration DAY = Duration.ofDays(1);

    /** Whether it may have been in force at some time. */
    boolean possible() {
        return outcome != Outcome.FAILED;
    }

    boolean callsFor(Instant at) {
        return first != null
                && !at.isBefore(first)
                && Duration.between(first, at).toMillis() % DAY.toMillis() == 0
                && Said.of(device).runsAfter(Said.days(first, at));
    }

    /** The first time after that moment that it calls for; null: none. */
    @Nullable
    Instant nextAfter(Instant moment) {
        if (first == null) return null;
        Instant next = firstAfter(moment, first);
        Said said = Said.of(device);
        if (said.everEnds()) return next.equals(first) ? next : null;
        while (!said.runsAfter(Said.days(first, next))) next = next.plus(DAY);
        return next;
    }

    /** Daily from {@code first} on. */
    static Instant firstAfter(Instant moment, Instant first) {
        Instant next = first;
        while (!next.isAfter(moment)) next = next.plus(DAY);
        return next;
    }

    /** Asks the same of the task as the other does, so that the later of the two changes nothing. */
    boolean same(Wish other) {
        return first == null
                ? other.first == null
                : other.first != null && callsOnTheSameMinute(other) && payload.equals(other.payload);
    }

    private boolean callsOnTheSameMinute(Wish other) {
        return first != null
                && other.first != null
                && Duration.between(first, other.first).toMillis() % DAY.toMillis() == 0;
    }

    /** Certainly decided after the other was. */
    boolean follows(Wish other) {
        return other.outcome != Outcome.UNKNOWN && !during.from().isBefore(other.during.to());
    }
}
