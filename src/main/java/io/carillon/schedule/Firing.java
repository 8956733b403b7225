package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An occurrence with its verdict: a line of the table {@code firing}. Stored in events too: names never change.
 *
 * @param attempts publishes begun
 * @param publishedAt when the last of them began, null where none did
 * @param acknowledgedAt when the broker acknowledged it, null where it did not
 * @param reason why it was not delivered, in a few words; null where it was, or that is not known
 */
public record Firing(
        Occurrence occurrence,
        Verdict verdict,
        int attempts,
        @Nullable Instant publishedAt,
        @Nullable Instant acknowledgedAt,
        @Nullable String reason) {
    public Firing(
            Occurrence occurrence,
            Verdict verdict,
            int attempts,
            @Nullable Instant publishedAt,
            @Nullable Instant acknowledgedAt) {
        this(occurrence, verdict, attempts, publishedAt, acknowledgedAt, null);
    }

    public Firing because(@Nullable String why) {
        return new Firing(occurrence, verdict, attempts, publishedAt, acknowledgedAt, why);
    }

    static Firing never(Occurrence occurrence, Verdict verdict, Attempt attempt) {
        String reason = verdict == Verdict.EXPIRED ? attempt.reason() : null;
        return new Firing(occurrence, verdict, attempt.count(), attempt.publishedAt(), null, reason);
    }

    /** Of two lines for one occurrence the first stays, but an acknowledged one replaces one that is not. */
    public Firing or(Firing later) {
        return !verdict.acknowledged() && later.verdict.acknowledged() ? later : this;
    }
}
