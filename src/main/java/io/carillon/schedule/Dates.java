package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * On which dates a group may run at all (contract 1, <i>More ways to say when</i>), by the local date and time that an
 * occurrence <i>means</i>: 23:30 belongs to its day even where a daylight-saving gap moves it to the next. Stored: names
 * never change.
 *
 * @param start the first day, null where there is none
 * @param end the last day, null where there is none
 * @param except days on which it does not run, as they were sent
 * @param pausedUntil nothing runs before it; null where it is not paused
 */
public record Dates(
        @Nullable LocalDate start,
        @Nullable LocalDate end,
        List<LocalDate> except,
        @Nullable LocalDateTime pausedUntil) {
    public static final int MAX_EXCEPT = 100;

    /** Always. */
    public static final Dates ALL = new Dates(null, null, List.of(), null);

    /** What was stored before there were dates, or without any, has none. */
    public Dates(
            @Nullable LocalDate start,
            @Nullable LocalDate end,
            @Nullable List<LocalDate> except,
            @Nullable LocalDateTime pausedUntil) {
        this.start = start;
        this.end = end;
        this.except = except == null ? List.of() : List.copyOf(except);
        this.pausedUntil = pausedUntil;
    }

    static Dates orAll(@Nullable Dates dates) {
        return dates == null ? ALL : dates;
    }

    /** No sound group has such dates. */
    public boolean endBeforeStart() {
        return start != null && end != null && end.isBefore(start);
    }

    /** Whether they name a last day, other than the stored one, that is over at {@code at}. */
    boolean endTooEarly(Dates stored, Instant at, ZoneId zone) {
        return end != null && !end.equals(stored.end) && end.isBefore(LocalDate.ofInstant(at, zone));
    }

    boolean allow(LocalDateTime meant) {
        LocalDate date = meant.toLocalDate();
        return (start == null || !date.isBefore(start))
                && !areOverBy(date)
                && (pausedUntil == null || !meant.isBefore(pausedUntil))
                && !except.contains(date);
    }

    /** Where a search that would begin at {@code date} may begin: days that cannot be allowed are left out at once. */
    LocalDate noEarlierThan(LocalDate date) {
        LocalDate first = start != null && start.isAfter(date) ? start : date;
        return pausedUntil != null && pausedUntil.toLocalDate().isAfter(first) ? pausedUntil.toLocalDate() : first;
    }

    /** Whether none from {@code date} on is allowed. */
    boolean areOverBy(LocalDate date) {
        return end != null && date.isAfter(end);
    }

    /** Whether they allow the same, however the excepted days are listed. */
    boolean sameAs(Dates other) {
        return new Dates(start, end, other.except, pausedUntil).equals(other)
                && new HashSet<>(except).equals(new HashSet<>(other.except));
    }
}
