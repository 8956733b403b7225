package io.carillon.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The dates on which a group runs (contract 1, <i>More ways to say when</i>). A date is the one that an occurrence
 * <i>means</i>: 23:30 belongs to its day even where a daylight-saving gap moves it to the next. Stored: names never
 * change.
 *
 * @param start the first day, null where there is none
 * @param end the last day, null where there is none
 * @param except days on which it does not run, as they were sent
 * @param pausedUntil nothing runs before it; null where it is not paused
 * @param rrule a {@link DateRule} anchored at {@code start}; null where there is none
 * @param jitter each occurrence comes later by a part of these seconds; null where there is none
 * @param ignoreCalendar true where the calendar and the device's own days do not apply, else null
 */
public record Dates(
        @Nullable LocalDate start,
        @Nullable LocalDate end,
        List<LocalDate> except,
        @Nullable LocalDateTime pausedUntil,
        @Nullable String rrule,
        @Nullable Integer jitter,
        @Nullable Boolean ignoreCalendar) {
    public static final int MAX_EXCEPT = 100;
    public static final int MAX_JITTER = 3600;

    /** Every date. */
    public static final Dates ALL = new Dates(null, null, List.of(), null);

    /** Groups stored without dates have none. */
    public Dates {
        except = except == null ? List.of() : List.copyOf(except);
        ignoreCalendar = Boolean.TRUE.equals(ignoreCalendar) ? Boolean.TRUE : null;
    }

    /** Without rule, jitter and {@code ignore_calendar}. */
    public Dates(
            @Nullable LocalDate start,
            @Nullable LocalDate end,
            List<LocalDate> except,
            @Nullable LocalDateTime pausedUntil) {
        this(start, end, except, pausedUntil, null, null, null);
    }

    static Dates orAll(@Nullable Dates dates) {
        return dates == null ? ALL : dates;
    }

    /** Invalid in any group. */
    public boolean endBeforeStart() {
        return start != null && end != null && end.isBefore(start);
    }

    /** Roughly, in bytes. */
    int weight() {
        int days = (start == null ? 0 : 1) + (end == null ? 0 : 1) + except.size();
        return 32 * days
                + (pausedUntil == null ? 0 : 72)
                + (rrule == null ? 0 : 60 + rrule.length())
                + (jitter == null ? 0 : 16);
    }

    /**
     * The fields that tags and fingerprints hold by name and only where set, so that neither changes for groups without
     * them.
     */
    void more(BiConsumer<String, @Nullable Object> field) {
        field.accept("rrule", rrule);
        field.accept("jitter", jitter);
        field.accept("ignore_calendar", ignoreCalendar);
    }

    boolean ignoresCalendar() {
        return ignoreCalendar != null;
    }

    /** Whether start, end and exceptions allow the date. */
    boolean allow(LocalDate date) {
        return (start == null || !date.isBefore(start)) && !areOverBy(date) && !except.contains(date);
    }

    /** The first date at which a search from {@code date} on need look. */
    LocalDate noEarlierThan(LocalDate date) {
        return start != null && start.isAfter(date) ? start : date;
    }

    /** Whether no date from {@code date} on is allowed. */
    boolean areOverBy(LocalDate date) {
        return end != null && date.isAfter(end);
    }

    /** Whether they allow the same dates, in whatever order the exceptions are listed. */
    boolean sameAs(Dates other) {
        return Objects.equals(withExcept(other.except), other)
                && new HashSet<>(except).equals(new HashSet<>(other.except));
    }

    private Dates withExcept(List<LocalDate> others) {
        return new Dates(start, end, others, pausedUntil, rrule, jitter, ignoreCalendar);
    }
}
