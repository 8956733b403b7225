package io.carillon.http;

import io.carillon.schedule.Dates;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQuery;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a group's dates (contract 1, <i>More ways to say when</i>): days of the real calendar, in ASCII digits. */
final class DatesBody {
    private static final String DATE = "a date as yyyy-MM-dd expected";
    private static final String TIME = "a date and time as yyyy-MM-dd HH:mm:ss expected";
    private static final String MANY = "an array of at most " + Dates.MAX_EXCEPT + " dates as yyyy-MM-dd expected";

    private static final Pattern DATE_FORM = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIME_FORM = Pattern.compile(DATE_FORM + " [0-9]{2}:[0-9]{2}:[0-9]{2}");
    private static final DateTimeFormatter DATE_FORMAT = strict("uuuu-MM-dd");
    private static final DateTimeFormatter TIME_FORMAT = strict("uuuu-MM-dd HH:mm:ss");

    private DatesBody() {}

    static Dates read(Field body) {
        LocalDate start = optional(body.at("start_date"), DatesBody::date);
        LocalDate end = optional(body.at("end_date"), DatesBody::date);
        if (start != null && end != null && end.isBefore(start))
            throw body.at("end_date").not("a date not before start_date " + start + " expected");
        Field except = body.at("except_dates");
        List<LocalDate> excepted = except.isPresent()
                ? except.members(Dates.MAX_EXCEPT, MANY).stream()
                        .map(DatesBody::date)
                        .toList()
                : List.of();
        return new Dates(start, end, excepted, optional(body.at("paused_until"), DatesBody::time));
    }

    private static <T> @Nullable T optional(Field field, Function<Field, T> read) {
        return field.isPresent() ? read.apply(field) : null;
    }

    private static LocalDate date(Field field) {
        return field.parsed(DATE, text -> parsed(text, DATE_FORM, DATE_FORMAT, LocalDate::from));
    }

    private static LocalDateTime time(Field field) {
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
