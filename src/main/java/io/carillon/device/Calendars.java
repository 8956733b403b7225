package io.carillon.device;

import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarDates;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.Days;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The calendars that devices follow (contract 1, <i>Calendars</i>). A stage fails where the database cannot answer. */
public interface Calendars extends CalendarContents {
    /** The contract sets no limit; the nodes' caches do. */
    int MOST = 1000;

    /** Empty where there is no such calendar. */
    CompletionStage<Optional<Latest>> latest(CalendarName name);

    /**
     * Stores a new version, unless the latest has the same dates. False where there are {@link #MOST} other calendars.
     */
    CompletionStage<Boolean> put(CalendarName name, Days days);

    CompletionStage<Deletion> delete(CalendarName name);

    /**
     * By name, in the order of bytes.
     *
     * @param from how many to pass over
     */
    CompletionStage<Found> list(long from, int limit);

    record Latest(Calendar version, CalendarDates dates) {}

    enum Deletion {
        DELETED,
        NO_SUCH,
        /** A device follows it. */
        FOLLOWED
    }

    /** @param count of all calendars */
    record Found(int count, List<CalendarName> names) {
        public Found {
            names = List.copyOf(names);
        }
    }
}
