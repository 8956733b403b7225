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
    /** The contract is silent, but what nodes keep of them is not endless. */
    int MOST = 1000;

    /** Empty where there is no such calendar. */
    CompletionStage<Optional<Latest>> latest(CalendarName name);

    /** Makes a new version, unless the latest says the same. False where there are {@link #MOST} others. */
    CompletionStage<Boolean> put(CalendarName name, Days days);

    CompletionStage<Deletion> delete(CalendarName name);

    /**
     * By name, in the order of bytes.
     *
     * @param from how many come before
     */
    CompletionStage<Found> list(long from, int limit);

    record Latest(Calendar version, CalendarDates dates) {}

    enum Deletion {
        DELETED,
        NO_SUCH,
        /** A device follows it. */
        FOLLOWED
    }

    /** @param count of all that there are */
    record Found(int count, List<CalendarName> names) {
        public Found {
            names = List.copyOf(names);
        }
    }
}
