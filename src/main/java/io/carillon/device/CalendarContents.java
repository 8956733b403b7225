package io.carillon.device;

import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarDates;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads the dates of calendar versions. */
public interface CalendarContents {
    /** Empty where there is no such version (any more); fails where the database cannot answer. */
    CompletionStage<Optional<CalendarDates>> read(Calendar version);
}
