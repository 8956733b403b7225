package io.carillon.http;

import io.carillon.schedule.EventRule;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event of a calendar file.
 *
 * @param start null where it is not an all-day event
 * @param length in days
 * @param more dates in addition to its rules'
 * @param except dates excluded from its recurrence
 * @param replaces the date of the event with the same {@code uid} that it replaces; null where it replaces none
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
