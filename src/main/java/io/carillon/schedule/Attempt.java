package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this incarnation has tried for an occurrence that has no verdict yet.
 *
 * @param count publishes that have ended, one way or the other
 * @param publishedAt when the first of them began
 * @param outdated the publish in flight counts for nothing that is owed: its acknowledgement is ignored
 * @param reason why the last try failed; null where none did or the reason is unknown
 * @param rest set while the occurrence may wait for long
 */
public record Attempt(
        int count,
        @Nullable Instant publishedAt,
        boolean inFlight,
        boolean outdated,
        @Nullable String reason,
        @Nullable Rest rest) {
    static final Attempt NONE = new Attempt(0, null, false, false, null, null);

    /**
     * The next publish is the first repeat after {@code last}.
     *
     * @param acknowledgedAt when the broker first acknowledged it: repeats count from then; null where it never did,
     *     and they count from the due time
     * @param atOnce the device has asked for it
     * @param answer one that came while a publish was in flight
     */
    record Rest(@Nullable Instant acknowledgedAt, Instant last, boolean atOnce, Input.@Nullable Answered answer) {}

    /** @param last see {@link Rest} */
    static Attempt waiting(Firing line, Instant last) {
        return new Attempt(
                line.attempts(),
                line.publishedAt(),
                false,
                false,
                null,
                new Rest(line.acknowledgedAt(), last, false, null));
    }

    @Nullable
    Instant acknowledgedAt() {
        return rest == null ? null : rest.acknowledgedAt;
    }

    Input.@Nullable Answered answer() {
        return rest == null ? null : rest.answer;
    }

    /** Whether it waits and no publish is in flight. */
    boolean rests() {
        return rest != null && !inFlight;
    }

    Attempt started() {
        return new Attempt(count, publishedAt, true, false, reason, rest);
    }

    Attempt byOlderState() {
        return new Attempt(0, null, true, true, null, null);
    }

    /**
     * @param sentAt when the publish began, null if it never reached the connection
     * @param why it failed; null where it did not or the reason is unknown
     */
    Attempt ended(@Nullable Instant sentAt, @Nullable String why) {
        if (outdated) return NONE;
        String last = why == null ? reason : why;
        return sentAt == null
                ? new Attempt(count, publishedAt, false, false, last, rest)
                : new Attempt(count + 1, publishedAt == null ? sentAt : publishedAt, false, false, last, rest);
    }

    /** The broker has acknowledged it; the device's answer is missing. */
    Attempt acknowledged(Instant at, Instant now) {
        Instant known = acknowledgedAt();
        return with(new Rest(known == null ? Moment.toMillis(at) : known, now, false, answer()));
    }

    /** It has failed for long: the next try comes when a repeat would. */
    Attempt restingFrom(Instant now) {
        return with(new Rest(acknowledgedAt(), now, false, answer()));
    }

    Attempt answered(Input.Answered told) {
        Rest known = rest;
        return with(
                known == null
                        ? new Rest(null, told.at(), false, told)
                        : new Rest(known.acknowledgedAt, known.last, known.atOnce, told));
    }

    Attempt atOnce() {
        Rest known = rest;
        return known == null ? this : with(new Rest(known.acknowledgedAt, known.last, true, known.answer));
    }

    private Attempt with(Rest next) {
        return new Attempt(count, publishedAt, inFlight, outdated, reason, next);
    }
}
