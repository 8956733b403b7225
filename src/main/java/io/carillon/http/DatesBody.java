package io.carillon.http;

import io.carillon.schedule.Dates;
import io.carillon.schedule.DatesCheck;
import io.carillon.schedule.DatesEdit;
import io.carillon.schedule.DatesEdit.Part;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQuery;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a group's dates (contract 1, <i>More ways to say when</i>): days of the real calendar, in ASCII digits. */
final class DatesBody {
    private static final String START = "start_date";
    private static final String END = "end_date";
    private static final String EXCEPT = "except_dates";
    private static final String PAUSED_UNTIL = "paused_until";
    private static final String RRULE = "rrule";
    private static final String JITTER = "jitter";
    private static final String IGNORE_CALENDAR = "ignore_calendar";
    private static final Map<String, Part> PARTS = Map.of(
            START, Part.START,
            END, Part.END,
            EXCEPT, Part.EXCEPT,
            PAUSED_UNTIL, Part.PAUSED_UNTIL,
            RRULE, Part.RRULE,
            JITTER, Part.JITTER,
            IGNORE_CALENDAR, Part.IGNORE_CALENDAR);

    private static final String DATE = "a date as yyyy-MM-dd expected";
    private static final String TIME = "a date and time as yyyy-MM-dd HH:mm:ss expected";
    private static final String RULE = "a rule of RFC 5545 of at most " + DatesCheck.LONGEST_RULE
            + " characters with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY and no other parts than INTERVAL (1 to "
            + DatesCheck.MAX_INTERVAL + "), BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST expected";
    private static final String MANY = "an array of at most " + Dates.MAX_EXCEPT + " dates as yyyy-MM-dd expected";

    private static final Pattern DATE_FORM = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIME_FORM = Pattern.compile(DATE_FORM + " [0-9]{2}:[0-9]{2}:[0-9]{2}");
    private static final DateTimeFormatter DATE_FORMAT = strict("uuuu-MM-dd");
    private static final DateTimeFormatter TIME_FORMAT = strict("uuuu-MM-dd HH:mm:ss");

    private DatesBody() {}

    static Dates read(Field body) {
        Dates dates = new Dates(
                body.at(START).optional(DatesBody::date).orElse(null),
                body.at(END).optional(DatesBody::date).orElse(null),
                body.at(EXCEPT).optional(DatesBody::dates).orElse(List.of()),
                body.at(PAUSED_UNTIL).optional(DatesBody::time).orElse(null),
                body.at(RRULE).optional(DatesBody::rule).orElse(null),
                body.at(JITTER)
                        .optional(field -> field.number(1, Dates.MAX_JITTER))
                        .orElse(null),
                body.at(IGNORE_CALENDAR).optional(Field::bool).orElse(null));
        if (dates.endBeforeStart())
            throw body.at(END).not("a date not before start_date " + dates.start() + " expected");
        return dates;
    }

    /** The same of a group that is made, which has no others. */
    static Dates made(Field body) {
        Dates dates = read(body);
        DatesCheck.of(dates).ifPresent(problem -> {
            throw new Refused(Refusal.of(problem));
        });
        return dates;
    }

    /** The same, where what is not named stays. */
    static DatesEdit edit(Field body) {
        Dates values = read(body);
        Set<Part> named = EnumSet.noneOf(Part.class);
        PARTS.forEach((name, part) -> {
            if (body.names(name)) named.add(part);
        });
        return new DatesEdit(named, values);
    }

    private static List<LocalDate> dates(Field field) {
        return field.members(Dates.MAX_EXCEPT, MANY).stream()
                .map(DatesBody::date)
                .toList();
    }

    static LocalDate date(Field field) {
        return field.parsed(DATE, text -> parsed(text, DATE_FORM, DATE_FORMAT, LocalDate::from));
    }

    private static String rule(Field field) {
        return field.parsed(RULE, text -> Optional.of(text).filter(DatesCheck::isRule));
    }

    static LocalDateTime time(Field field) {
        return field.parsed(TIME, text -> parsed(text, TIME_FORM, TIME_FORMAT, LocalDateTime::from));
    }

    private static <T extends TemporalAccessor> Optional<T> parsed(
            String text, Pattern form, DateTimeFormatter format, TemporalQuery<T> what) {
        if (!form.matcher(text).matches()) return Optional.empty();
        try {
            return Optional.of(format.parse(text, what));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static DateTimeFormatter strict(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    }
}
