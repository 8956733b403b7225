package io.carillon.http;

import io.carillon.schedule.Sun;
import io.carillon.schedule.Sun.Event;
import java.time.LocalTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a task's {@code sun} (contract 1, <i>More ways to say when</i>). */
final class SunBody {
    private static final String TIME = "a local time as HH:mm expected";
    private static final Pattern TIME_FORM = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");

    private SunBody() {}

    static Sun read(Field field) {
        Field sun = field.object();
        Sun read = new Sun(
                sun.at("event").parsed(Event.ALLOWED, Event::parse),
                sun.at("offset")
                        .optional(offset -> offset.number(-Sun.MOST_OFFSET, Sun.MOST_OFFSET))
                        .orElse(null),
                sun.at("not_before").optional(SunBody::time).orElse(null),
                sun.at("not_after").optional(SunBody::time).orElse(null));
        if (read.isEmpty())
            throw sun.at("not_before").not("a time not after not_after " + read.notAfter() + " expected");
        return read;
    }

    private static LocalTime time(Field field) {
        return field.parsed(
                TIME,
                text -> TIME_FORM.matcher(text).matches() ? Optional.of(LocalTime.parse(text)) : Optional.empty());
    }
}
