package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** Finds faults in a group's dates that are each valid alone (contract 1, <i>More ways to say when</i>). */
public final class DatesCheck {
    public static final int LONGEST_RULE = DateRule.LONGEST;
    public static final int MAX_INTERVAL = DateRule.MAX_INTERVAL;

    private DatesCheck() {}

    /** Whether the text is a valid {@code rrule}. Whether it gives any date depends on its anchor. */
    public static boolean isRule(String text) {
        return DateRule.parse(text).isPresent();
    }

    /** For a new group. Whether its end is over depends on the device, see {@link #endIsOver}. */
    public static Optional<Problem> of(Dates dates) {
        if (dates.endBeforeStart()) return Optional.of(Problem.ENDS_BEFORE_START);
        LocalDate start = dates.start();
        String rule = dates.rrule();
        if (rule == null) return Optional.empty();
        if (start == null) return Optional.of(Problem.RULE_WITHOUT_START);
        return DateRule.of(rule).givesAnyFrom(start) ? Optional.empty() : Optional.of(Problem.RULE_WITHOUT_DATE);
    }

    /** For a changed group: the field at fault is one that the request names. */
    static Optional<Problem> of(DatesEdit edit, Dates next, Dates stored, Timing timing, Instant at) {
        Optional<Problem> problem = of(next);
        if (problem.equals(Optional.of(Problem.ENDS_BEFORE_START))
                && !edit.end().named()) return Optional.of(Problem.STARTS_AFTER_END);
        boolean over = edit.end().named() && next.end() != null && !next.end().equals(stored.end());
        return problem.or(() -> over ? endIsOver(next, timing, at) : Optional.empty());
    }

    static Optional<Problem> endIsOver(Dates dates, Timing timing, Instant at) {
        return dates.areOverBy(LocalDate.ofInstant(at, timing.zone()))
                ? Optional.of(Problem.END_IS_OVER)
                : Optional.empty();
    }
}
