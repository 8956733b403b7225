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
 * What one incarnation of a device remembers between recovery and stop. Only {@link Protocol} changes it. Nothing of it
 * is stored.
 */
public final class Incarnation implements Cloneable {
    private static final long NOT_READING = -1;
    private static final long READING_IN_VAIN = -2;

    /** The number of its last event. */
    long n;

    DeviceState state;

    /** The cursor: everything owed before it has its verdict. Null: not armed, nothing fires. */
    @Nullable
    Instant cursor;

    /** The row's {@code due_at} as last seen. */
    Instant rowAt = Instant.EPOCH;

    /** Verdicts that the table may not have yet. Copied on write. */
    Map<Occurrence, Firing> done = Map.of();

    /**
     * The members of {@link #done} whose lines are written; they stay until the cursor has passed them. Copied on
     * write.
     */
    Set<Occurrence> told = Set.of();

    /** Attempts of occurrences without a verdict. Copied on write. */
    Map<Occurrence, Attempt> open = Map.of();

    /** A change that waits to be decided. */
    Input.@Nullable Wish wish;

    /** Answers that wait for the row to be read. Copied on write. */
    List<Input.Answered> answers = List.of();

    /** The device has asked for open commands; the row is not read yet. */
    boolean hailed;

    /** The {@code due_at} of the last parking; null where something has happened since. */
    @Nullable
    Instant parkedUntil;

    /** Set only within a step: park, however soon the next look is. */
    boolean pressed;

    /** The event being written. */
    @Nullable
    EventWrite writing;

    @Nullable
    Settle settle;

    /** The number of the last event at the time the row was asked for. */
    long readAt = NOT_READING;

    /** The row may lie behind the cursor, or lines may be missing: settle even where the cursor stays. */
    boolean dirty;

    /** The process stood still and may have been superseded: read the row before anything fires. */
    boolean suspect;

    /** Consecutive rounds of publishes that failed. */
    int failedRounds;

    /** Failed publishes are not retried before it. */
    Instant publishAfter = Instant.EPOCH;

    /** Failed settles and reads are not retried before it. */
    Instant databaseAfter = Instant.EPOCH;

    /** The timer's instant. */
    @Nullable
    Instant timerAt;

    /** The device is stopping: it settles what it has and starts nothing new. */
    boolean ending;

    private @Nullable Agenda agenda;
    private @Nullable DeviceState agendaOf;

    private Incarnation(long n, DeviceState state) {
        this.n = n;
        this.state = state;
    }

    /** A recovered incarnation that is not armed. */
    public static Incarnation recovered(long n, DeviceState state) {
        return new Incarnation(n, state);
    }

    public long n() {
        return n;
    }

    public DeviceState state() {
        return state;
    }

    /** The settle under way; null where there is none. */
    public @Nullable Settle settle() {
        return settle;
    }

    /** Occurrences that have a verdict, written or not. Immutable. */
    public Set<Occurrence> ended() {
        return done.keySet();
    }

    /** From now on it starts nothing new; {@link Input.Stopped} is still to be told. */
    public void end() {
        ending = true;
    }

    /** Whether a {@link Input.Wish} may be told. */
    public boolean isFree() {
        return wish == null && writing == null;
    }

    /** What the state calls for; null where this JDK does not know the device's zone: nothing fires or settles here. */
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

    /** Occurrences that the broker has and the device has not answered. */
    public Set<Occurrence> waiting() {
        Set<Occurrence> waiting = new HashSet<>();
        open.forEach((occurrence, tried) -> {
            if (tried.acknowledgedAt() != null) waiting.add(occurrence);
        });
        return waiting;
    }

    /** Whether something is open and nothing is under way. */
    public boolean onlyWaits() {
        return !open.isEmpty() && isFree() && settle == null && !isReading() && !isPublishing();
    }

    boolean isReading() {
        return readAt != NOT_READING;
    }

    void reading() {
        readAt = n;
    }

    /** The read under way does not count. */
    void doubtRead() {
        if (isReading()) readAt = READING_IN_VAIN;
    }

    /** The number of the last event at the time the row was asked for; ends the read. */
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

    /** Keeps the verdict; its line is still to be written and replaces one that says less. */
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

    /** Whether a verdict's line is not written yet. */
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

    /** Everything that decides its behaviour. */
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
                timerAt,
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
