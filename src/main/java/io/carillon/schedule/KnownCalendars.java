package io.carillon.schedule;

import java.util.Optional;

/** The calendar versions whose dates are in memory. */
@FunctionalInterface
public interface KnownCalendars {
    KnownCalendars NONE = calendar -> Optional.empty();

    Optional<CalendarDates> of(Calendar calendar);
}
