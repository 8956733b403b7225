package io.carillon.schedule;

import java.time.DayOfWeek;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a date counts as: a weekday, or a day on which nothing runs. Stored: names never change. */
public enum DayKind {
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    THURSDAY,
    FRIDAY,
    SATURDAY,
    SUNDAY,
    NONE;

    public static final String ALLOWED = "MONDAY to SUNDAY or none expected";

    public static Optional<DayKind> parse(String text) {
        return Stream.of(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }

    /** The text in requests and answers. */
    public String text() {
        return this == NONE ? "none" : name();
    }

    /** Null where nothing runs. */
    @Nullable
    DayOfWeek weekday() {
        return this == NONE ? null : DayOfWeek.of(ordinal() + 1);
    }
}
