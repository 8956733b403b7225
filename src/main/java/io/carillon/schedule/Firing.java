package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An occurrence with its verdict: a line of the table {@code firing}. Stored in events too: names never change.
 *
 * @param attempts publishes begun
 * @param publishedAt when the first of them began, null where none did
 * @param acknowledgedAt when the broker first acknowledged it, null where it did not
 * @param reason why it was not delivered, in a few words; null where it was or the reason is unknown
 * @param confirmation null where the group has no {@code confirm}
 */
public record Firing(
        Occurrence occurrence,
        Verdict verdict,
        int attempts,
        @Nullable Instant publishedAt,
        @Nullable Instant acknowledgedAt,
        @Nullable String reason,
        @Nullable Confirmation confirmation) {
    /** Contract 3: a node that is up publishes within this time; a firing that takes longer is late. */
    public static final Duration LATE = Duration.ofSeconds(2);

    public Firing(
            Occurrence occurrence,
            Verdict verdict,
            int attempts,
            @Nullable Instant publishedAt,
            @Nullable Instant acknowledgedAt) {
        this(occurrence, verdict, attempts, publishedAt, acknowledgedAt, null, null);
    }

    /** Whether the broker acknowledged it late, or never; repeats for want of an answer do not count. */
    public boolean late() {
        return acknowledgedAt == null || acknowledgedAt.isAfter(occurrence.at().plus(LATE));
    }

    public Firing because(@Nullable String why) {
        return new Firing(occurrence, verdict, attempts, publishedAt, acknowledgedAt, why, confirmation);
    }

    static Firing of(Occurrence occurrence, Verdict verdict, Attempt attempt, @Nullable Confirmation confirmation) {
        return new Firing(
                occurrence,
                verdict,
                attempt.count(),
                attempt.publishedAt(),
                attempt.acknowledgedAt(),
                verdict == Verdict.EXPIRED ? attempt.reason() : null,
                confirmation);
    }

    /** Of a firing without an answer yet. */
    public Firing answered(Input.Answered told) {
        Confirmation missing = Objects.requireNonNull(confirmation);
        return new Firing(
                occurrence, told.verdict(), attempts, publishedAt, acknowledgedAt, null, missing.answered(told));
    }

    /**
     * Merges two lines of one occurrence. The first stays, but an acknowledged one replaces one that is not, an
     * answered one replaces all others, and any verdict replaces {@link Verdict#WAITING}. An expired one that the
     * broker had is unanswered.
     */
    public Firing or(Firing later) {
        if (verdict == Verdict.WAITING) return later.after(this);
        if (later.verdict == Verdict.WAITING) return verdict == Verdict.EXPIRED ? after(later) : this;
        return rank(later.verdict) > rank(verdict) ? later : this;
    }

    private static int rank(Verdict verdict) {
        if (verdict.answered()) return 2;
        return verdict.acknowledged() ? 1 : 0;
    }

    private Firing after(Firing waiting) {
        return new Firing(
                occurrence,
                verdict == Verdict.EXPIRED ? Verdict.UNANSWERED : verdict,
                Math.max(attempts, waiting.attempts),
                first(publishedAt, waiting.publishedAt),
                first(acknowledgedAt, waiting.acknowledgedAt),
                verdict == Verdict.EXPIRED ? null : reason,
                confirmation == null ? waiting.confirmation : confirmation);
    }

    private static @Nullable Instant first(@Nullable Instant one, @Nullable Instant other) {
        if (one == null) return other;
        return other == null || one.isBefore(other) ? one : other;
    }
}
