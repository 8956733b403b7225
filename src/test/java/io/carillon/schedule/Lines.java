package io.carillon.schedule;

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
    static long with(long lines, int number, Verdict verdict) {
        if (of(lines, number) != NONE && !verdict.acknowledged()) return lines;
        return (lines & ~(3L << (2 * number))) | ((long) code(verdict) << (2 * number));
    }

    private static int code(Verdict verdict) {
        if (verdict.acknowledged()) return DELIVERED;
        return verdict == Verdict.EXPIRED ? EXPIRED : WITHDRAWN;
    }
}
