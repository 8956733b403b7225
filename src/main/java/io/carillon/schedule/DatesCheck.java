package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** What is wrong with a group's dates, each by itself being sound (contract 1, <i>More ways to say when</i>). */
public final class DatesCheck {
    public static final int LONGEST_RULE = DateRule.LONGEST;
    public static final int MAX_INTERVAL = DateRule.MAX_INTERVAL;

    private DatesCheck() {}

    /** Whether it is a rule that {@code rrule} takes; whether that gives a date depends on its anchor. */
    public static boolean isRule(String text) {
        return DateRule.parse(text).isPresent();
    }

    /** Of a group that is made. Whether its end is over depends on the device, see {@link #endIsOver}. */
    public static Optional<Problem> of(Dates dates) {
        if (dates.endBeforeStart()) return Optional.of(Problem.ENDS_BEFORE_START);
        LocalDate start = dates.start();
        String rule = dates.rrule();
        if (rule == null) return Optional.empty();
        if (start == null) return Optional.of(Problem.RULE_WITHOUT_START);
        return DateRule.of(rule).givesAnyFrom(start) ? Optional.empty() : Optional.of(Problem.RULE_WITHOUT_DATE);
    }

    /** Of a group that is changed: the field at fault is one that the request names. */
    static Optional<Problem> of(DatesEdit edit, Dates next, Dates stored, Timing timing, Instant at) {
        Optional<Problem> problem = of(next);
        if (problem.equals(Optional.of(Problem.ENDS_BEFORE_START)) && !edit.end().named())
            return Optional.of(Problem.STARTS_AFTER_END);
        boolean over = edit.end().named() && next.end() != null && !next.end().equals(stored.end());
        return problem.or(() -> over ? endIsOver(next, timing, at) : Optional.empty());
    }

    static Optional<Problem> endIsOver(Dates dates, Timing timing, Instant at) {
        return dates.areOverBy(LocalDate.ofInstant(at, timing.zone()))
                ? Optional.of(Problem.END_IS_OVER)
                : Optional.empty();
    }
}
