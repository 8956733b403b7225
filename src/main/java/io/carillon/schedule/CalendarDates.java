package io.carillon.schedule;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The dates of one version of a calendar. A version never changes, so instances of one version are equal. Compact,
 * because devices in memory hold it.
 */
public final class CalendarDates {
    public static final int MAX_DATES = 2000;

    /** Of a device that follows no calendar. */
    public static final CalendarDates NONE = new CalendarDates(0, Days.NONE);

    private static final DayKind[] KINDS = DayKind.values();

    private final long version;
    private final int[] epochDays;
    private final byte[] kinds;

    /** @param version not 0 */
    public static CalendarDates of(long version, Days days) {
        return new CalendarDates(version, days);
    }

    private CalendarDates(long version, Days days) {
        this.version = version;
        epochDays = new int[days.dates().size()];
        kinds = new byte[epochDays.length];
        int place = 0;
        for (Map.Entry<LocalDate, DayKind> one : days.dates().entrySet()) {
            epochDays[place] = (int) one.getKey().toEpochDay();
            kinds[place++] = (byte) one.getValue().ordinal();
        }
    }

    boolean isEmpty() {
        return epochDays.length == 0;
    }

    /** Null where the calendar does not name the date. */
    @Nullable
    DayKind on(LocalDate date) {
        int place = isEmpty() ? -1 : Arrays.binarySearch(epochDays, (int) date.toEpochDay());
        return place < 0 ? null : KINDS[kinds[place]];
    }

    /** How many of its dates are {@code date} or later. */
    int from(LocalDate date) {
        if (isEmpty()) return 0;
        int place = Arrays.binarySearch(epochDays, (int) date.toEpochDay());
        return epochDays.length - (place < 0 ? -place - 1 : place);
    }

    /** All of its dates. */
    public Days days() {
        Map<LocalDate, DayKind> dates = new TreeMap<>();
        for (int i = 0; i < epochDays.length; i++) dates.put(LocalDate.ofEpochDay(epochDays[i]), KINDS[kinds[i]]);
        return Days.of(dates);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CalendarDates dates && dates.version == version;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(version);
    }
}
