package io.carillon.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;

/** What a request says of each of a group's dates (contract 1, <i>Request fields</i>). */
public record DatesEdit(
        Edit<LocalDate> start,
        Edit<LocalDate> end,
        Edit<List<LocalDate>> except,
        Edit<LocalDateTime> pausedUntil,
        Edit<String> rrule,
        Edit<Integer> jitter,
        Edit<Boolean> ignoreCalendar) {
    /** An older node's form must fail to parse, rather than pass for an edit that names nothing. */
    public DatesEdit {
        Objects.requireNonNull(start);
    }

    public Dates of(Dates stored) {
        return new Dates(
                start.of(stored.start()),
                end.of(stored.end()),
                Objects.requireNonNullElse(except.of(stored.except()), List.of()),
                pausedUntil.of(stored.pausedUntil()),
                rrule.of(stored.rrule()),
                jitter.of(stored.jitter()),
                ignoreCalendar.of(stored.ignoreCalendar()));
    }
}
