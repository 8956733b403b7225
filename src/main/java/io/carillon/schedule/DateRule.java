package io.carillon.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dmfs.rfc5545.Weekday;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.WeekdayNum;
import org.jspecify.annotations.Nullable;

/**
 * A rule of RFC 5545, 3.3.10, that says which dates run (contract 1, <i>More ways to say when</i>). What it says is read, and
 * checked against the RFC, by lib-recur. The dates are found here, a whole period of the rule at a time and straight from
 * the date that is asked about: the library's iterator walks all the way from the anchor, and gives up after a thousand
 * empty periods, where the contract looks 400 years ahead.
 */
final class DateRule {
    /** After so many the calendar repeats itself, weekdays too. */
    static final int YEARS = 400;

    static final int LONGEST = 500;
    static final int MAX_INTERVAL = 1_000_000;

    private static final Set<String> PARTS =
            Set.of("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST");
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9=;,+-]{1," + LONGEST + "}");
    private static final Pattern INTERVAL = Pattern.compile("0*[1-9][0-9]{0,6}");
    private static final Recent<String, DateRule> PARSED =
            new Recent<>(1 << 8, text -> parse(text).orElseThrow());

    private final ChronoUnit period;
    private final int interval;
    private final DayOfWeek weekStart;
    private final Set<Integer> months;
    private final List<Integer> monthDays;
    private final List<WeekdayNum> weekdays;
    private final List<Integer> positions;

    private DateRule(RecurrenceRule rule) {
        period = switch (rule.getFreq()) {
            case YEARLY -> ChronoUnit.YEARS;
            case MONTHLY -> ChronoUnit.MONTHS;
            case WEEKLY -> ChronoUnit.WEEKS;
            default -> ChronoUnit.DAYS;
        };
        interval = rule.getInterval();
        weekStart = dayOf(rule.getWeekStart());
        months = Set.copyOf(numbers(rule, Part.BYMONTH).stream().map(month -> month + 1).toList());
        monthDays = numbers(rule, Part.BYMONTHDAY);
        weekdays = rule.hasPart(Part.BYDAY) ? List.copyOf(rule.getByDayPart()) : List.of();
        positions = numbers(rule, Part.BYSETPOS);
    }

    /** One that was parsed before. */
    static DateRule of(String stored) {
        return PARSED.of(stored);
    }

    /** Empty where it is none, or says what the contract does not take. */
    static Optional<DateRule> parse(String text) {
        if (!FORM.matcher(text).matches() || !isOfTheContract(text.toUpperCase(Locale.ROOT))) return Optional.empty();
        try {
            RecurrenceRule rule = new RecurrenceRule(text.toUpperCase(Locale.ROOT), RecurrenceRule.RfcMode.RFC5545_STRICT);
            boolean everyDay = rule.getFreq() == Freq.DAILY
                    || rule.getFreq() == Freq.WEEKLY
                    || rule.getFreq() == Freq.MONTHLY
                    || rule.getFreq() == Freq.YEARLY;
            return everyDay ? Optional.of(new DateRule(rule)) : Optional.empty();
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException invalid) {
            return Optional.empty();
        }
    }

    /** Whether it gives a date in the {@link #YEARS} years from {@code start}. */
    boolean givesAnyFrom(LocalDate start) {
        return next(start, start).isPresent();
    }

    private static boolean isOfTheContract(String text) {
        Set<String> seen = new HashSet<>();
        for (String part : text.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0 || !PARTS.contains(part.substring(0, equals)) || !seen.add(part.substring(0, equals)))
                return false;
            if (part.startsWith("INTERVAL=") && !isInterval(part.substring(equals + 1))) return false;
        }
        return true;
    }

    private static boolean isInterval(String text) {
        return INTERVAL.matcher(text).matches() && Integer.parseInt(text) <= MAX_INTERVAL;
    }

    /** The first date of the rule anchored at {@code start} that is not before {@code from}, in the 400 years from there. */
    Optional<LocalDate> next(LocalDate start, LocalDate from) {
        LocalDate first = from.isBefore(start) ? start : from;
        LocalDate last = first.plusYears(YEARS);
        LocalDate anchor = begin(start);
        LocalDate at = aligned(anchor, begin(first));
        while (!at.isAfter(last)) {
            for (LocalDate date : datesOf(at, start))
                if (!date.isBefore(first) && !date.isAfter(last)) return Optional.of(date);
            at = aligned(anchor, mayRunFrom(at.plus(interval, period)));
        }
        return Optional.empty();
    }

    /** The first day of the period that holds the date. */
    private LocalDate begin(LocalDate date) {
        return switch (period) {
            case YEARS -> date.withDayOfYear(1);
            case MONTHS -> date.withDayOfMonth(1);
            case WEEKS -> date.with(TemporalAdjusters.previousOrSame(weekStart));
            default -> date;
        };
    }

    /** The first period of the rule, counted from its first one, that does not begin before the given one. */
    private LocalDate aligned(LocalDate anchor, LocalDate begin) {
        long periods = period.between(anchor, begin);
        long past = Math.floorMod(periods, (long) interval);
        return past == 0 ? begin : begin.plus(interval - past, period);
    }

    /** A later beginning of a period where no month in between is one of the rule's. */
    private LocalDate mayRunFrom(LocalDate begin) {
        if (months.isEmpty() || period == ChronoUnit.YEARS) return begin;
        YearMonth month = YearMonth.from(begin.plusDays(period == ChronoUnit.WEEKS ? 6 : 0));
        if (months.contains(month.getMonthValue()) || months.contains(begin.getMonthValue())) return begin;
        while (!months.contains(month.getMonthValue())) month = month.plusMonths(1);
        return begin(month.atDay(1));
    }

    /** The rule's dates in a period, in order, whatever comes before its anchor among them. */
    private List<LocalDate> datesOf(LocalDate begin, LocalDate start) {
        LocalDate end = begin.plus(1, period);
        Predicate<LocalDate> implied = implied(start);
        List<LocalDate> dates = new ArrayList<>();
        for (LocalDate date = begin; date.isBefore(end); date = date.plusDays(1)) {
            if (!months.isEmpty() && !months.contains(date.getMonthValue())) {
                date = date.with(TemporalAdjusters.lastDayOfMonth());
                continue;
            }
            if (isMonthDay(date) && isWeekday(date) && implied.test(date)) dates.add(date);
        }
        return positions.isEmpty() ? dates : chosen(dates);
    }

    /** What the RFC takes from the anchor where the rule does not say it. */
    private Predicate<LocalDate> implied(LocalDate start) {
        if (!weekdays.isEmpty() || !monthDays.isEmpty()) return date -> true;
        return switch (period) {
            case YEARS ->
                date -> date.getDayOfMonth() == start.getDayOfMonth()
                        && (!months.isEmpty() || date.getMonth() == start.getMonth());
            case MONTHS -> date -> date.getDayOfMonth() == start.getDayOfMonth();
            case WEEKS -> date -> date.getDayOfWeek() == start.getDayOfWeek();
            default -> date -> true;
        };
    }

    private boolean isMonthDay(LocalDate date) {
        if (monthDays.isEmpty()) return true;
        int day = date.getDayOfMonth();
        return monthDays.contains(day) || monthDays.contains(day - date.lengthOfMonth() - 1);
    }

    private boolean isWeekday(LocalDate date) {
        if (weekdays.isEmpty()) return true;
        for (WeekdayNum weekday : weekdays)
            if (dayOf(weekday.weekday) == date.getDayOfWeek() && (weekday.pos == 0 || isNumber(weekday.pos, date)))
                return true;
        return false;
    }

    /** Whether it is so many-th of its weekday, from the start or from the end: of the month where the rule names months. */
    private boolean isNumber(int pos, LocalDate date) {
        boolean ofMonth = period == ChronoUnit.MONTHS || !months.isEmpty();
        int day = ofMonth ? date.getDayOfMonth() : date.getDayOfYear();
        int length = ofMonth ? date.lengthOfMonth() : date.lengthOfYear();
        return pos > 0 ? (day - 1) / 7 + 1 == pos : (length - day) / 7 + 1 == -pos;
    }

    private List<LocalDate> chosen(List<LocalDate> dates) {
        int size = dates.size();
        return positions.stream()
                .map(position -> position > 0 ? position - 1 : size + position)
                .filter(index -> index >= 0 && index < size)
                .distinct()
                .sorted()
                .map(dates::get)
                .toList();
    }

    private static List<Integer> numbers(RecurrenceRule rule, Part part) {
        List<Integer> numbers = rule.getByPart(part);
        return numbers == null ? List.of() : List.copyOf(numbers);
    }

    private static DayOfWeek dayOf(Weekday weekday) {
        return DayOfWeek.of((weekday.ordinal() + 6) % 7 + 1);
    }
}
