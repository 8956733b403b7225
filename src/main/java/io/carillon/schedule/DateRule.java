package io.carillon.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
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
import org.dmfs.rfc5545.Weekday;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.WeekdayNum;

/**
 * A rule of RFC 5545, 3.3.10, for the dates on which a group runs (contract 1, <i>More ways to say when</i>). lib-recur
 * parses it and checks it against the RFC. The dates are computed here, a period of the rule at a time and starting at
 * the date asked about: the library's iterator walks all the way from the anchor and gives up after a thousand empty
 * periods, while the contract looks 400 years ahead.
 */
final class DateRule {
    /** The Gregorian calendar repeats after this many years, weekdays included. */
    static final int YEARS = 400;

    /** This many years include all fourteen kinds of year, even around one like 2100 that has no 29 February. */
    private static final int YEARS_OF_ALL_KINDS = 41;

    static final int LONGEST = 500;
    static final int MAX_INTERVAL = 1_000_000;

    private static final Set<String> PARTS =
            Set.of("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST");
    private static final Pattern FORM = Pattern.compile(
            "[A-Za-z]+=[A-Za-z0-9+-]+(,[A-Za-z0-9+-]+)*+(;[A-Za-z]+=[A-Za-z0-9+-]+(,[A-Za-z0-9+-]+)*+)*+");
    private static final Pattern INTERVAL = Pattern.compile("[1-9][0-9]{0,6}");
    private static final Recent<String, DateRule> PARSED =
            new Recent<>(1 << 8, text -> parse(text).orElseThrow());

    private final ChronoUnit period;
    private final int interval;
    private final DayOfWeek weekStart;
    private final int[] positions;
    private final boolean saysDay;

    /**
     * One bit each: months 1 to 12; days of the month from its start and from its end; all bits where the rule names
     * none.
     */
    private final long months;

    private final long monthDays;
    private final long monthDaysFromEnd;

    /** For each weekday, which of its days are meant, from the start and from the end; bit 0: every one. */
    private final long[] nth = new long[7];

    private final long[] nthFromEnd = new long[7];

    private DateRule(RecurrenceRule rule) {
        period = switch (rule.getFreq()) {
            case YEARLY -> ChronoUnit.YEARS;
            case MONTHLY -> ChronoUnit.MONTHS;
            case WEEKLY -> ChronoUnit.WEEKS;
            default -> ChronoUnit.DAYS;
        };
        interval = rule.getInterval();
        weekStart = dayOf(rule.getWeekStart());
        positions = numbers(rule, Part.BYSETPOS).stream().mapToInt(i -> i).toArray();
        saysDay = rule.hasPart(Part.BYDAY) || rule.hasPart(Part.BYMONTHDAY);
        months = bits(
                numbers(rule, Part.BYMONTH).stream().map(month -> month + 1).toList());
        monthDays = bits(numbers(rule, Part.BYMONTHDAY));
        monthDaysFromEnd = rule.hasPart(Part.BYMONTHDAY)
                ? bits(numbers(rule, Part.BYMONTHDAY).stream().map(day -> -day).toList())
                : 0;
        if (!rule.hasPart(Part.BYDAY)) Arrays.fill(nth, 1);
        else
            for (WeekdayNum weekday : rule.getByDayPart()) {
                int day = dayOf(weekday.weekday).ordinal();
                if (ofMonth() && Math.abs(weekday.pos) > 5) continue;
                if (weekday.pos >= 0) nth[day] |= 1L << weekday.pos;
                else nthFromEnd[day] |= 1L << -weekday.pos;
            }
    }

    /** The positive numbers; all bits where there are none. */
    private static long bits(List<Integer> numbers) {
        if (numbers.isEmpty()) return -1;
        long bits = 0;
        for (int number : numbers) if (number > 0) bits |= 1L << number;
        return bits;
    }

    /** A rule that has passed {@link #parse} before. */
    static DateRule of(String stored) {
        return PARSED.of(stored);
    }

    /** Empty where it is no rule, or has parts that the contract does not allow. */
    static Optional<DateRule> parse(String text) {
        if (text.length() > LONGEST || !FORM.matcher(text).matches() || !isOfTheContract(text.toUpperCase(Locale.ROOT)))
            return Optional.empty();
        try {
            RecurrenceRule rule =
                    new RecurrenceRule(text.toUpperCase(Locale.ROOT), RecurrenceRule.RfcMode.RFC5545_STRICT);
            boolean everyDay = rule.getFreq() == Freq.DAILY
                    || rule.getFreq() == Freq.WEEKLY
                    || rule.getFreq() == Freq.MONTHLY
                    || rule.getFreq() == Freq.YEARLY;
            return everyDay && numbers(rule, Part.BYSETPOS).stream().allMatch(DateRule::isPosition)
                    ? Optional.of(new DateRule(rule))
                    : Optional.empty();
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

    /** The library does not check this. */
    private static boolean isPosition(int position) {
        return position != 0 && Math.abs(position) <= 366;
    }

    /** The rule's first date from {@code from} on, within 400 years; the rule is anchored at {@code start}. */
    Optional<LocalDate> next(LocalDate start, LocalDate from) {
        LocalDate first = from.isBefore(start) ? start : from;
        return next(start, first, first.plusYears(interval == 1 ? YEARS_OF_ALL_KINDS : YEARS), any -> true);
    }

    /**
     * The rule's first wanted date from {@code first} to {@code last}; the rule is anchored at {@code start}.
     *
     * @param first not before the anchor
     */
    Optional<LocalDate> next(LocalDate start, LocalDate first, LocalDate last, Predicate<LocalDate> wanted) {
        if (!mayChoose()) return Optional.empty();
        LocalDate anchor = begin(start);
        LocalDate at = aligned(anchor, begin(first));
        while (!at.isAfter(last)) {
            for (LocalDate date : datesOf(at, start))
                if (!date.isBefore(first) && !date.isAfter(last) && wanted.test(date)) return Optional.of(date);
            at = aligned(anchor, mayRunFrom(at.plus(interval, period)));
        }
        return Optional.empty();
    }

    /** Whether a period can have as many dates as the rule counts, on any of its weekdays. */
    private boolean mayChoose() {
        if (Arrays.stream(nth).allMatch(days -> days == 0)
                && Arrays.stream(nthFromEnd).allMatch(days -> days == 0)) return false;
        int most =
                switch (period) {
                    case YEARS -> 366;
                    case MONTHS -> 31;
                    case WEEKS ->
                        saysDay
                                ? (int) Arrays.stream(nth)
                                        .filter(days -> days != 0)
                                        .count()
                                : 1;
                    default -> 1;
                };
        return positions.length == 0 || Arrays.stream(positions).anyMatch(position -> Math.abs(position) <= most);
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

    /** The start of the rule's first period at or after {@code begin}, counted from the anchor's. */
    private LocalDate aligned(LocalDate anchor, LocalDate begin) {
        long periods = period.between(anchor, begin);
        long past = Math.floorMod(periods, (long) interval);
        return past == 0 ? begin : begin.plus(interval - past, period);
    }

    /** The start of a later period, where none of the rule's months lies between. */
    private LocalDate mayRunFrom(LocalDate begin) {
        if (period == ChronoUnit.YEARS || isMonth(begin)) return begin;
        LocalDate end = period == ChronoUnit.WEEKS ? begin.plusDays(6) : begin;
        if (isMonth(end)) return begin;
        LocalDate month = end.withDayOfMonth(1);
        while (!isMonth(month)) month = month.plusMonths(1);
        return begin(month);
    }

    /** The rule's dates in a period, in order, those before its anchor included. */
    private List<LocalDate> datesOf(LocalDate begin, LocalDate start) {
        if (period == ChronoUnit.DAYS) return isOf(begin, start) ? List.of(begin) : List.of();
        LocalDate end = begin.plus(1, period);
        List<LocalDate> dates = new ArrayList<>();
        LocalDate date = begin;
        while (date.isBefore(end)) {
            if (isOf(date, start)) dates.add(date);
            date = isMonth(date) ? date.plusDays(1) : date.withDayOfMonth(1).plusMonths(1);
        }
        return positions.length == 0 ? dates : chosen(dates);
    }

    private boolean isOf(LocalDate date, LocalDate start) {
        return isMonth(date) && isMonthDay(date) && isWeekday(date) && (saysDay || isImplied(date, start));
    }

    /** What the RFC takes from the anchor where the rule says nothing. */
    private boolean isImplied(LocalDate date, LocalDate start) {
        return switch (period) {
            case YEARS ->
                date.getDayOfMonth() == start.getDayOfMonth() && (months != -1 || date.getMonth() == start.getMonth());
            case MONTHS -> date.getDayOfMonth() == start.getDayOfMonth();
            case WEEKS -> date.getDayOfWeek() == start.getDayOfWeek();
            default -> true;
        };
    }

    private boolean isMonth(LocalDate date) {
        return has(months, date.getMonthValue());
    }

    private boolean isMonthDay(LocalDate date) {
        int day = date.getDayOfMonth();
        return has(monthDays, day) || has(monthDaysFromEnd, date.lengthOfMonth() + 1 - day);
    }

    /**
     * Whether the date is one of the nth weekdays that the rule names, counted from either end: of the month where the
     * rule names months, else of its period.
     */
    private boolean isWeekday(LocalDate date) {
        int weekday = date.getDayOfWeek().ordinal();
        if (has(nth[weekday], 0)) return true;
        if (nth[weekday] == 0 && nthFromEnd[weekday] == 0) return false;
        int day = ofMonth() ? date.getDayOfMonth() : date.getDayOfYear();
        int length = ofMonth() ? date.lengthOfMonth() : date.lengthOfYear();
        return has(nth[weekday], (day - 1) / 7 + 1) || has(nthFromEnd[weekday], (length - day) / 7 + 1);
    }

    private boolean ofMonth() {
        return period == ChronoUnit.MONTHS || months != -1;
    }

    private static boolean has(long bits, int bit) {
        return (bits >>> bit & 1) != 0;
    }

    private List<LocalDate> chosen(List<LocalDate> dates) {
        int size = dates.size();
        return Arrays.stream(positions)
                .map(position -> position > 0 ? position - 1 : size + position)
                .filter(index -> index >= 0 && index < size)
                .distinct()
                .sorted()
                .mapToObj(dates::get)
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
