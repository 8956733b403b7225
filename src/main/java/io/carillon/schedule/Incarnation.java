package io.carillon.schedule;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a device's entity, as the wake-up protocol sees it. {@link Protocol} moves it; nothing here has an effect.
 *
 * @param n the journal sequence number of the newest event that it knows
 * @param cursor everything owed before it is settled; null until a Wake arms it
 * @param rowAt the row's {@code due_at}, as far as this life has seen or moved it: beyond that another has moved it
 * @param done verdicts that the row has not passed yet
 * @param open what has been tried for occurrences without a verdict
 * @param writing an event between its decision and its outcome: while there is one, no other is written
 * @param settle the settle under way
 * @param readAt the {@code n} at which the read of the row that is under way was asked for; {@link #NOT_READING} where none is
 * @param dirty the row may lie behind the cursor, or lines may be missing: settle even where the cursor stays
 * @param publishAfter a failed publish is not repeated before it
 * @param databaseAfter a failed settle or read is not repeated before it
 */
public record Incarnation(
        long n,
        DeviceState state,
        @Nullable Instant cursor,
        Instant rowAt,
        Map<Occurrence, Firing> done,
        Map<Occurrence, Attempt> open,
        @Nullable Writing writing,
        @Nullable Settle settle,
        long readAt,
        boolean dirty,
        Instant publishAfter,
        Instant databaseAfter) {
    static final long NOT_READING = -1;

    public Incarnation {
        done = Map.copyOf(done);
        open = Map.copyOf(open);
    }

    /**
     * An event on its way.
     *
     * @param owedFrom the first instant that it makes owed
     */
    public record Writing(DeviceEvent event, boolean lowered, Instant owedFrom) {}

    /** A life that has replayed its journal and is not armed. */
    public static Incarnation recovered(long n, DeviceState state) {
        return new Incarnation(
                n,
                state,
                null,
                Instant.EPOCH,
                Map.of(),
                Map.of(),
                null,
                null,
                NOT_READING,
                false,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    boolean reading() {
        return readAt != NOT_READING;
    }

    boolean publishing() {
        for (Attempt attempt : open.values()) if (attempt.inFlight()) return true;
        return false;
    }

    Incarnation at(long sequenceNumber, DeviceState next) {
        return with(parts -> {
            parts.n = sequenceNumber;
            parts.state = next;
        });
    }

    Incarnation cursor(@Nullable Instant to) {
        return with(parts -> parts.cursor = to);
    }

    Incarnation rowAt(Instant seen) {
        return with(parts -> parts.rowAt = seen);
    }

    Incarnation done(Consumer<Map<Occurrence, Firing>> change) {
        Map<Occurrence, Firing> next = new HashMap<>(done);
        change.accept(next);
        return with(parts -> parts.done = next);
    }

    Incarnation open(Consumer<Map<Occurrence, Attempt>> change) {
        Map<Occurrence, Attempt> next = new HashMap<>(open);
        change.accept(next);
        return with(parts -> parts.open = next);
    }

    Incarnation writing(@Nullable Writing event) {
        return with(parts -> parts.writing = event);
    }

    Incarnation settling(@Nullable Settle sent) {
        return with(parts -> parts.settle = sent);
    }

    Incarnation reading(boolean now) {
        return with(parts -> parts.readAt = now ? n : NOT_READING);
    }

    Incarnation dirty(boolean now) {
        return with(parts -> parts.dirty = now);
    }

    Incarnation publishAfter(Instant at) {
        return with(parts -> parts.publishAfter = at);
    }

    Incarnation databaseAfter(Instant at) {
        return with(parts -> parts.databaseAfter = at);
    }

    private Incarnation with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return new Incarnation(
                parts.n,
                parts.state,
                parts.cursor,
                parts.rowAt,
                parts.done,
                parts.open,
                parts.writing,
                parts.settle,
                parts.readAt,
                parts.dirty,
                parts.publishAfter,
                parts.databaseAfter);
    }

    /** What the next one will be made of. */
    private static final class Parts {
        long n;
        DeviceState state;

        @Nullable
        Instant cursor;

        Instant rowAt;
        Map<Occurrence, Firing> done;
        Map<Occurrence, Attempt> open;

        @Nullable
        Writing writing;

        @Nullable
        Settle settle;

        long readAt;
        boolean dirty;
        Instant publishAfter;
        Instant databaseAfter;

        Parts(Incarnation before) {
            n = before.n;
            state = before.state;
            cursor = before.cursor;
            rowAt = before.rowAt;
            done = before.done;
            open = before.open;
            writing = before.writing;
            settle = before.settle;
            readAt = before.readAt;
            dirty = before.dirty;
            publishAfter = before.publishAfter;
            databaseAfter = before.databaseAfter;
        }
    }

    Attempt attempt(Occurrence occurrence) {
        return open.getOrDefault(occurrence, Attempt.NONE);
    }
}
