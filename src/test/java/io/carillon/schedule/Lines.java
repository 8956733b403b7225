package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The table {@code firing} in a long: three bits an occurrence. */
final class Lines {
    static final int NONE = 0;
    static final int DELIVERED = 1;
    static final int EXPIRED = 2;
    /** Or skipped. */
    static final int WITHDRAWN = 3;
    /** Or failed. */
    static final int CONFIRMED = 4;

    static final int UNANSWERED = 5;
    static final int SUPERSEDED = 6;
    static final int WAITING = 7;

    private static final int BITS = 3;
    private static final long MASK = (1 << BITS) - 1;

    /** What the bits have room for. */
    static final int MOST = Long.SIZE / BITS;

    private static final Verdict[] VERDICTS = {
        Verdict.DELIVERED,
        Verdict.EXPIRED,
        Verdict.WITHDRAWN,
        Verdict.CONFIRMED,
        Verdict.UNANSWERED,
        Verdict.SUPERSEDED,
        Verdict.WAITING
    };

    private Lines() {}

    static int of(long lines, int number) {
        return (int) (lines >>> (BITS * number) & MASK);
    }

    /** There is a verdict. */
    static boolean ended(long lines, int number) {
        int line = of(lines, number);
        return line != NONE && line != WAITING;
    }

    static Verdict verdict(long lines, int number) {
        return VERDICTS[of(lines, number) - 1];
    }

    static long set(long lines, int number, Verdict verdict) {
        return (lines & ~(MASK << (BITS * number))) | ((long) code(verdict) << (BITS * number));
    }

    /** As {@link Firing#or} says. */
    static long with(long lines, int number, Occurrence occurrence, Verdict verdict) {
        if (of(lines, number) == NONE) return set(lines, number, verdict);
        Firing there = line(occurrence, verdict(lines, number), null);
        return set(lines, number, there.or(line(occurrence, verdict, null)).verdict());
    }

    /** A line without what makes no difference. */
    static Firing line(Occurrence occurrence, Verdict verdict, @Nullable Instant validUntil) {
        boolean had = verdict == Verdict.WAITING;
        Confirmation missing = validUntil == null ? null : Confirmation.missing(validUntil);
        return new Firing(occurrence, verdict, 0, null, had ? occurrence.at() : null, null, missing);
    }

    private static int code(Verdict verdict) {
        if (verdict.acknowledged()) return DELIVERED;
        if (verdict.answered()) return CONFIRMED;
        return switch (verdict) {
            case EXPIRED -> EXPIRED;
            case UNANSWERED -> UNANSWERED;
            case SUPERSEDED -> SUPERSEDED;
            case WAITING -> WAITING;
            default -> WITHDRAWN;
        };
    }
}
