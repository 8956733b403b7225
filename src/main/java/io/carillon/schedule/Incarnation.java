package io.carillon.schedule;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one life of a device remembers between recovery and stop; {@link Protocol} alone changes it. Nothing of it is
 * stored.
 */
public final class Incarnation implements Cloneable {
    private static final long NOT_READING = -1;
    private static final long READING_IN_VAIN = -2;

    /** The number of its last event. */
    long n;

    DeviceState state;

    /** Everything owed before it has its verdict. Null: not armed, so that nothing fires. */
    @Nullable
    Instant cursor;

    /** The row's {@code due_at} as last seen. */
    Instant rowAt = Instant.EPOCH;

    /** Verdicts that the table may not have yet. Never changed in place. */
    Map<Occurrence, Firing> done = Map.of();

    /** Those of {@link #done} whose lines the table has: they stay until the cursor has passed them. Never changed in place. */
    Set<Occurrence> told = Set.of();

    /** What was tried and has no verdict. Never changed in place. */
    Map<Occurrence, Attempt> open = Map.of();

    /** A change that waits for its decision. */
    Input.@Nullable Wish wish;

    /** Answers that wait until the row is read. Never changed in place. */
    List<Input.Answered> answers = List.of();

    /** The device has asked for what is open, and the row is not read yet. */
    boolean hailed;

    /** To when the row was moved as it last parked; null where something has happened since. */
    @Nullable
    Instant parkedUntil;

    /** True only within a step: it is to park however soon its next look is. */
    boolean pressed;

    /** The event under way. */
    @Nullable
    EventWrite writing;

    @Nullable
    Settle settle;

    /** The number of the last event when the row was asked for. */
    long readAt = NOT_READING;

    /** The row may lie behind the cursor, or lines may be missing: settle even where the cursor stays. */
    boolean dirty;

    /** The process may have been superseded while it stood still: the row is read before anything fires. */
    boolean suspect;

    /** Rounds of publishes that failed in a row. */
    int failedRounds;

    /** A failed publish is not repeated before it. */
    Instant publishAfter = Instant.EPOCH;

    /** A failed settle or read is not repeated before it. */
    Instant databaseAfter = Instant.EPOCH;

    /** When the timer is to ring. */
    @Nullable
    Instant ring;

    /** It settles what it has, and begins nothing new. */
    boolean ending;

    private @Nullable Agenda agenda;
    private @Nullable DeviceState agendaOf;

    private Incarnation(long n, DeviceState state) {
        this.n = n;
        this.state = state;
    }

    /** A life that has replayed its journal and is not armed. */
    public static Incarnation recovered(long n, DeviceState state) {
        return new Incarnation(n, state);
    }

    public long n() {
        return n;
    }

    public DeviceState state() {
        return state;
    }

    /** The settle under way, if there is one. */
    public @Nullable Settle settle() {
        return settle;
    }

    /** What has its verdict and maybe no line yet. Never changes. */
    public Set<Occurrence> ended() {
        return done.keySet();
    }

    /** From now on it settles what it has, and begins nothing new. */
    public void end() {
        ending = true;
    }

    /** Whether a {@link Input.Wish} may be told. */
    public boolean isFree() {
        return wish == null && writing == null;
    }

    /** What its state calls for; null where this JDK does not know the device's zone: nothing fires or settles here. */
    @Nullable
    Agenda agenda(Timing service) {
        if (agendaOf != state) {
            agenda = state.timing(service)
                    .map(timing -> new Agenda(state, timing))
                    .orElse(null);
            agendaOf = state;
        }
        return agenda;
    }

    /** What the broker has, and the device has not answered. */
    public Set<Occurrence> waiting() {
        Set<Occurrence> waiting = new HashSet<>();
        open.forEach((occurrence, tried) -> {
            if (tried.acknowledgedAt() != null) waiting.add(occurrence);
        });
        return waiting;
    }

    /** Something is open, and nothing is under way. */
    public boolean onlyWaits() {
        return !open.isEmpty() && isFree() && settle == null && !isReading() && !isPublishing();
    }

    boolean isReading() {
        return readAt != NOT_READING;
    }

    void reading() {
        readAt = n;
    }

    /** What is being read does not count. */
    void doubtRead() {
        if (isReading()) readAt = READING_IN_VAIN;
    }

    /** Answers at which event the row was asked for. */
    long hasRead() {
        long at = readAt;
        readAt = NOT_READING;
        return at;
    }

    boolean isPublishing() {
        for (Attempt attempt : open.values()) if (attempt.inFlight()) return true;
        return false;
    }

    Attempt attempt(Occurrence occurrence) {
        return open.getOrDefault(occurrence, Attempt.NONE);
    }

    boolean isPassed(Occurrence occurrence) {
        return cursor != null && occurrence.at().isBefore(cursor);
    }

    boolean hasVerdict(Occurrence occurrence) {
        return isPassed(occurrence) || done.containsKey(occurrence);
    }

    void done(Consumer<Map<Occurrence, Firing>> change) {
        done = changed(done, change);
        if (!told.isEmpty()) told(known -> known.retainAll(done.keySet()));
    }

    /** It replaces a line that says less. */
    void ends(Firing firing) {
        done(known -> known.put(firing.occurrence(), firing));
        untell(firing.occurrence());
        open(tried -> tried.remove(firing.occurrence()));
    }

    void untell(Occurrence occurrence) {
        if (told.contains(occurrence)) told(known -> known.remove(occurrence));
    }

    void told(Consumer<Set<Occurrence>> change) {
        Set<Occurrence> next = new HashSet<>(told);
        change.accept(next);
        told = next.isEmpty() ? Set.of() : next;
    }

    /** A verdict whose line the table has not. */
    boolean hasUntold() {
        return done.size() > told.size();
    }

    void open(Consumer<Map<Occurrence, Attempt>> change) {
        open = changed(open, change);
    }

    private static <V> Map<Occurrence, V> changed(Map<Occurrence, V> map, Consumer<Map<Occurrence, V>> change) {
        Map<Occurrence, V> next = new HashMap<>(map);
        change.accept(next);
        return next.isEmpty() ? Map.of() : next;
    }

    Incarnation copy() {
        try {
            return (Incarnation) clone();
        } catch (CloneNotSupportedException never) {
            throw new IllegalStateException(never);
        }
    }

    /** All that it remembers: two of the same parts behave alike. */
    private List<@Nullable Object> parts() {
        return Arrays.asList(
                n,
                state,
                cursor,
                rowAt,
                done,
                open,
                told,
                answers,
                hailed,
                parkedUntil,
                wish,
                writing,
                settle,
                readAt,
                dirty,
                suspect,
                failedRounds,
                publishAfter,
                databaseAfter,
                ring,
                ending);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Incarnation incarnation && parts().equals(incarnation.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }
}
