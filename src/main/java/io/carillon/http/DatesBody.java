package io.carillon.http;

import io.carillon.schedule.Dates;
import io.carillon.schedule.DatesCheck;
import io.carillon.schedule.DatesEdit;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads a group's dates (contract 1, <i>More ways to say when</i>): valid dates in ASCII digits. */
final class DatesBody {
    private static final String DATE = "a date as yyyy-MM-dd expected";
    private static final String TIME = "a date and time as yyyy-MM-dd HH:mm:ss expected";
    private static final String RULE = "a rule of RFC 5545 of at most " + DatesCheck.LONGEST_RULE
            + " characters with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY and no other parts than INTERVAL (1 to "
            + DatesCheck.MAX_INTERVAL + "), BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST expected";
    private static final String MANY = "an array of at most " + Dates.MAX_EXCEPT + " dates as yyyy-MM-dd expected";

    private static final Pattern DATE_FORM = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIME_FORM = Pattern.compile(DATE_FORM + " [0-9]{2}:[0-9]{2}:[0-9]{2}");

    private DatesBody() {}

    /** For a new group. */
    static Dates read(Field body) {
        Dates dates = edit(body).of(Dates.ALL);
        DatesCheck.of(dates).ifPresent(problem -> {
            throw new Refused(Refusal.of(problem));
        });
        return dates;
    }

    static DatesEdit edit(Field body) {
        DatesEdit dates = new DatesEdit(
                body.edit("start_date", DatesBody::date),
                body.edit("end_date", DatesBody::date),
                body.edit("except_dates", DatesBody::dates),
                body.edit("paused_until", DatesBody::time),
                body.edit("rrule", DatesBody::rule),
                body.edit("jitter", field -> field.number(1, Dates.MAX_JITTER)),
                body.edit("ignore_calendar", Field::bool));
        if (dates.of(Dates.ALL).endBeforeStart())
            throw body.at("end_date")
                    .not("a date not before start_date " + dates.start().value() + " expected");
        return dates;
    }

    private static List<LocalDate> dates(Field field) {
        return field.members(Dates.MAX_EXCEPT, MANY).stream()
                .map(DatesBody::date)
                .toList();
    }

    static LocalDate date(Field field) {
        return field.parsed(DATE, text -> parsed(text, DATE_FORM, LocalDate::parse));
    }

    private static String rule(Field field) {
        return field.parsed(RULE, text -> Optional.of(text).filter(DatesCheck::isRule));
    }

    static LocalDateTime time(Field field) {
        return field.parsed(
                TIME, text -> parsed(text, TIME_FORM, known -> LocalDateTime.parse(known.replace(' ', 'T'))));
    }

    private static <T> Optional<T> parsed(String text, Pattern form, Function<String, T> parse) {
        if (!form.matcher(text).matches()) return Optional.empty();
        try {
            return Optional.of(parse.apply(text));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }
}
