package io.carillon.schedule;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The recurrence of an all-day event in a calendar file: a rule of RFC 5545 as {@link DateRule} takes it, with {@code
 * COUNT} or {@code UNTIL}. The event's own date is its first.
 *
 * @param until null where it has no end
 */
public record EventRule(String rule, @Nullable Integer count, @Nullable LocalDate until) {
    private static final int MOST_DIGITS = 6;

    /** Empty where it is no rule, or has a part that is not supported. */
    public static Optional<EventRule> parse(String text) {
        StringJoiner rest = new StringJoiner(";");
        Integer count = null;
        LocalDate until = null;
        try {
            for (String part : text.toUpperCase(Locale.ROOT).split(";", -1))
                if (part.startsWith("COUNT=") && count == null) count = count(part.substring(6));
                else if (part.startsWith("UNTIL=") && until == null) until = date(part.substring(6));
                else rest.add(part);
        } catch (DateTimeException | NumberFormatException malformed) {
            return Optional.empty();
        }
        String rule = rest.toString();
        boolean both = count != null && until != null;
        return both || DateRule.parse(rule).isEmpty()
                ? Optional.empty()
                : Optional.of(new EventRule(rule, count, until));
    }

    private static int count(String digits) {
        if (digits.length() > MOST_DIGITS) throw new NumberFormatException(digits);
        return Integer.parseInt(digits);
    }

    /** The date of a date, or of a date and time. */
    private static LocalDate date(String text) {
        return LocalDate.parse(text.length() > 8 ? text.substring(0, 8) : text, DateTimeFormatter.BASIC_ISO_DATE);
    }

    /** How many years {@link #each} must search: its cost. */
    public long years(LocalDate start, LocalDate first, LocalDate last) {
        LocalDate from = count == null && start.isBefore(first) ? first : start;
        return 1L + Math.max(0, last.getYear() - from.getYear());
    }

    /**
     * Its dates from {@code first} to {@code last}, in order; earlier dates too where {@code COUNT} makes it count
     * them.
     */
    public void each(LocalDate start, LocalDate first, LocalDate last, Consumer<LocalDate> taker) {
        LocalDate end = until == null || until.isAfter(last) ? last : until;
        DateRule dates = DateRule.of(rule);
        int left = count == null ? Integer.MAX_VALUE : count;
        boolean fromStart = count != null || !start.isBefore(first);
        Optional<LocalDate> next = fromStart
                ? Optional.of(start).filter(date -> !date.isAfter(end))
                : dates.next(start, first, end, any -> true);
        while (next.isPresent() && left-- > 0) {
            taker.accept(next.get());
            next = dates.next(start, next.get().plusDays(1), end, any -> true);
        }
    }
}
