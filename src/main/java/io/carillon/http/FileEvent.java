package io.carillon.http;

import io.carillon.schedule.EventRule;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event of a calendar file.
 *
 * @param start null where it is no all-day event
 * @param length in days
 * @param more its dates beside those of its rules
 * @param except dates on which it does not recur
 * @param replaces the date of the event of the same {@code uid} in place of which it stands, null where it is none such
 */
record FileEvent(
        String uid,
        @Nullable LocalDate start,
        int length,
        List<EventRule> rules,
        Set<LocalDate> more,
        Set<LocalDate> except,
        @Nullable LocalDate replaces,
        boolean cancelled) {
    boolean recurs() {
        return !rules.isEmpty() || !more.isEmpty();
    }
}
