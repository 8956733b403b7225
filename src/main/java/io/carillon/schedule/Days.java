package io.carillon.schedule;

import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Dates that count as another weekday than their own, or on which nothing runs. Stored: names never change. */
public record Days(SortedMap<LocalDate, DayKind> dates) {
    /** Limit of a device; a calendar may have more. */
    public static final int MAX_DATES = 100;

    /** Every date counts as itself. */
    public static final Days NONE = new Days(Collections.emptySortedMap());

    public Days {
        dates = Collections.unmodifiableSortedMap(new TreeMap<>(dates));
    }

    public static Days of(Map<LocalDate, DayKind> dates) {
        return new Days(new TreeMap<>(dates));
    }

    boolean isEmpty() {
        return dates.isEmpty();
    }

    /** Null where the date is not named. */
    @Nullable
    DayKind on(LocalDate date) {
        return dates.isEmpty() ? null : dates.get(date);
    }

    /** Compares the maps: a sorted map's own {@code equals} looks up date by date. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || other instanceof Days days && days.dates.equals(dates);
    }

    @Override
    public int hashCode() {
        return dates.size();
    }
}
