package io.carillon.schedule;

import java.util.Set;

/**
 * What a request says of a group's dates. What it does not name stays as it is stored (contract 1, <i>Request fields</i>).
 *
 * @param values of what is named; one that is named and has none is cleared
 */
public record DatesEdit(Set<Part> named, Dates values) {
    /** A date that can be named by itself. */
    public enum Part {
        START,
        END,
        EXCEPT,
        PAUSED_UNTIL,
        RRULE,
        JITTER,
        IGNORE_CALENDAR
    }

    public DatesEdit {
        named = Set.copyOf(named);
    }

    boolean names(Part part) {
        return named.contains(part);
    }

    Dates of(Dates stored) {
        return new Dates(
                from(Part.START, stored).start(),
                from(Part.END, stored).end(),
                from(Part.EXCEPT, stored).except(),
                from(Part.PAUSED_UNTIL, stored).pausedUntil(),
                from(Part.RRULE, stored).rrule(),
                from(Part.JITTER, stored).jitter(),
                from(Part.IGNORE_CALENDAR, stored).ignoreCalendar());
    }

    private Dates from(Part part, Dates stored) {
        return names(part) ? values : stored;
    }
}
