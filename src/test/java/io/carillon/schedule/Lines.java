package io.carillon.schedule;

import java.util.List;

/** The table {@code firing} in a long: two bits an occurrence. */
final class Lines {
    static final int NONE = 0;
    static final int DELIVERED = 1;
    static final int EXPIRED = 2;
    /** Or skipped. */
    static final int WITHDRAWN = 3;

    private Lines() {}

    static int of(long lines, int number) {
        return (int) (lines >>> (2 * number)) & 3;
    }

    /** The first verdict stays, but {@code delivered} replaces {@code expired} and {@code withdrawn}. */
    static long with(long lines, List<Firing> verdicts, Occurrences occurrences) {
        long merged = lines;
        for (Firing firing : verdicts) {
            int number = occurrences.number(firing.occurrence());
            if (of(merged, number) == NONE || firing.verdict().acknowledged())
                merged = (merged & ~(3L << (2 * number))) | ((long) code(firing.verdict()) << (2 * number));
        }
        return merged;
    }

    private static int code(Verdict verdict) {
        if (verdict.acknowledged()) return DELIVERED;
        return verdict == Verdict.EXPIRED ? EXPIRED : WITHDRAWN;
    }
}
