package io.carillon.device;

import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarDates;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What versions of calendars say. */
public interface CalendarContents {
    /** Empty where there is no such version, or none any more; fails where the database cannot answer. */
    CompletionStage<Optional<CalendarDates>> read(Calendar version);
}
