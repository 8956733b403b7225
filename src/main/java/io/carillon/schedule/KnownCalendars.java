package io.carillon.schedule;

import java.util.Optional;

/** The versions of calendars whose dates are at hand. */
@FunctionalInterface
public interface KnownCalendars {
    KnownCalendars NONE = calendar -> Optional.empty();

    Optional<CalendarDates> of(Calendar calendar);
}
