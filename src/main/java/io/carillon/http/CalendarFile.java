package io.carillon.http;

import io.carillon.schedule.CalendarDates;
import io.carillon.schedule.DayKind;
import io.carillon.schedule.Days;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The dates of a calendar file's all-day events (RFC 5545). Reads line by line and keeps only dates and recurrences: a
 * library builds objects for the whole file, and 2 MiB of tiny events take a hundred times that in memory.
 */
final class CalendarFile {
    /** The most years to search for all recurring events together. */
    private static final long MOST_YEARS = 20_000;

    private static final int MOST_RECURRENCES = 20_000;
    private static final int YEARS_BACK = 1;
    private static final int YEARS_AHEAD = 5;
    private static final LocalDate EARLIEST = LocalDate.of(0, 1, 1);

    private final LocalDate first;
    private final LocalDate last;
    /** The dates found, counted from {@link #EARLIEST}. */
    private final BitSet dates = new BitSet();

    private final List<FileEvent> recurring = new ArrayList<>();
    /** Dates of recurring events that the file replaces by events of their own. */
    private final Set<String> replaced = new HashSet<>();

    private long years;
    private int recurrences;

    private CalendarFile(LocalDate today) {
        first = today.withDayOfYear(1).minusYears(YEARS_BACK);
        last = today.withDayOfYear(1).plusYears(YEARS_AHEAD + 1).minusDays(1);
    }

    /**
     * @param as what each date counts as
     * @param today recurring events are expanded from some years before it to some years after
     */
    static Days read(String text, DayKind as, LocalDate today) {
        CalendarFile file = new CalendarFile(today);
        new FileReader(text, file::take).read();
        file.recurring.forEach(file::recur);
        return file.days(as);
    }

    private void take(FileEvent event) {
        if (event.replaces() != null) replaced.add(event.uid() + " " + event.replaces());
        LocalDate start = event.start();
        if (start == null || event.cancelled()) return;
        if (!event.recurs()) {
            add(event, start);
            return;
        }
        years += event.rules().stream()
                .mapToLong(rule -> rule.years(start, first, last))
                .sum();
        if (years > MOST_YEARS || recurring.size() >= MOST_YEARS) throw tooMuch("fewer events that recur");
        recurring.add(event);
    }

    private void recur(FileEvent event) {
        LocalDate start = Objects.requireNonNull(event.start());
        recurs(event, start);
        event.more().forEach(date -> recurs(event, date));
        event.rules().forEach(rule -> rule.each(start, first, last, date -> recurs(event, date)));
    }

    private void recurs(FileEvent event, LocalDate date) {
        if (++recurrences > MOST_RECURRENCES) throw tooMuch("events that recur less often");
        boolean out = date.isBefore(first) || date.isAfter(last);
        if (!out && !event.except().contains(date) && !replaced.contains(event.uid() + " " + date)) add(event, date);
    }

    private void add(FileEvent event, LocalDate date) {
        int from = (int) (date.toEpochDay() - EARLIEST.toEpochDay());
        dates.set(from, from + event.length());
    }

    private Days days(DayKind as) {
        int count = dates.cardinality();
        if (count > CalendarDates.MAX_DATES)
            throw tooMuch("at most " + CalendarDates.MAX_DATES + " dates of all-day events");
        Map<LocalDate, DayKind> days = new TreeMap<>();
        dates.stream().forEach(date -> days.put(EARLIEST.plusDays(date), as));
        return Days.of(days);
    }

    private static Refused tooMuch(String allowed) {
        return new Refused(Refusal.parameter("body: " + allowed + " expected"));
    }
}
