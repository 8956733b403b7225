package io.carillon.schedule;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything there is, immutable.
 *
 * @param now the tick; what the one clock shows then is the scenario's
 * @param row the device's row in {@code wakeup}
 * @param wake the Wake under way with the poller's copy of the row, in the mutant whose Wakes carry one
 * @param orphans writes whose sender has given up or died: each may still land at any time, or never
 * @param broker what the broker has truly acknowledged, a bit an occurrence
 * @param lines the table {@code firing}, see {@link Lines}
 * @param mail between the broker, the device and us
 */
record World(
        int now,
        One<Journal> journal,
        One<Wakeup> row,
        @Nullable One<Wakeup> wake,
        @Nullable One<LiveIncarnation> first,
        @Nullable One<LiveIncarnation> second,
        One<Set<One<? extends Write>>> orphans,
        int broker,
        long lines,
        Mail mail) {

    /**
     * A bit an occurrence.
     *
     * @param asked the device got it and has not answered
     * @param answers on their way
     * @param answered ever
     */
    record Mail(int asked, int answers, int answered) {
        static final Mail NONE = new Mail(0, 0, 0);

        Mail asked(int bit) {
            return new Mail(asked | bit, answers, answered);
        }

        Mail answered(int bit) {
            return new Mail(asked & ~bit, answers | bit, answered | bit);
        }

        Mail gone(int bit) {
            return new Mail(asked, answers & ~bit, answered);
        }
    }

    World now(int tick) {
        return new World(tick, journal, row, wake, first, second, orphans, broker, lines, mail);
    }

    World journal(One<Journal> grown) {
        return new World(now, grown, row, wake, first, second, orphans, broker, lines, mail);
    }

    World row(One<Wakeup> moved) {
        return new World(now, journal, moved, wake, first, second, orphans, broker, lines, mail);
    }

    World wake(@Nullable One<Wakeup> sent) {
        return new World(now, journal, row, sent, first, second, orphans, broker, lines, mail);
    }

    World orphans(One<Set<One<? extends Write>>> left) {
        return new World(now, journal, row, wake, first, second, left, broker, lines, mail);
    }

    World broker(int has) {
        return new World(now, journal, row, wake, first, second, orphans, has, lines, mail);
    }

    World lines(long recorded) {
        return new World(now, journal, row, wake, first, second, orphans, broker, recorded, mail);
    }

    World mail(Mail now) {
        return new World(this.now, journal, row, wake, first, second, orphans, broker, lines, now);
    }

    /** In one order, for which of two lives is which makes no difference. */
    World lives(@Nullable One<LiveIncarnation> one, @Nullable One<LiveIncarnation> other) {
        boolean swap = one == null || (other != null && other.id < one.id);
        return new World(now, journal, row, wake, swap ? other : one, swap ? one : other, orphans, broker, lines, mail);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof World other
                && now == other.now
                && journal == other.journal
                && row == other.row
                && wake == other.wake
                && first == other.first
                && second == other.second
                && orphans == other.orphans
                && broker == other.broker
                && lines == other.lines
                && mail.equals(other.mail);
    }

    @Override
    public int hashCode() {
        long hash = mixed(now, journal.id);
        hash = mixed(hash, row.id);
        hash = mixed(hash, id(wake));
        hash = mixed(hash, id(first));
        hash = mixed(hash, id(second));
        hash = mixed(hash, orphans.id);
        hash = mixed(hash, broker);
        hash = mixed(hash, lines);
        return (int) mixed(hash, mail.hashCode());
    }

    private static int id(@Nullable One<?> part) {
        return part == null ? -1 : part.id;
    }

    private static long mixed(long hash, long more) {
        long mixed = (hash ^ more) * 0xFF51AFD7ED558CCDL;
        return mixed ^ (mixed >>> 32);
    }
}
