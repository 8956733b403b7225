package io.carillon.chaos;

import io.carillon.e2e.Service;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * In which other way a group says when, by the number in its device's id: due at the same times of the day on which it is made,
 * and of later days on some. No run of a scenario crosses midnight.
 */
enum Said {
    DAILY,
    EVERY_OTHER_DAY,
    NOT_TOMORROW,
    TODAY_ONLY,
    AFTER_A_PAUSE,
    /** By the sun, of which a device without a location has none. */
    NO_SUN;

    private static final int EVERY = 20;
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** @param device as {@code d-17} */
    static Said of(String device) {
        String number = device.replaceAll("\\D", "");
        if (number.isEmpty()) return DAILY;
        return switch (Integer.parseInt(number) % EVERY) {
            case 2 -> EVERY_OTHER_DAY;
            case 4 -> NOT_TOMORROW;
            case 7 -> TODAY_ONLY;
            case 8 -> AFTER_A_PAUSE;
            case 9 -> NO_SUN;
            default -> DAILY;
        };
    }

    /**
     * More fields of a new group, as JSON.
     *
     * @param first when it is due first
     */
    String fields(Instant now, Instant first) {
        LocalDate today = LocalDate.ofInstant(first, Service.ZONE);
        return switch (this) {
            case EVERY_OTHER_DAY ->
                ",\"start_date\":\"%s\",\"rrule\":\"FREQ=DAILY;INTERVAL=2\"".formatted(today.minusDays(2));
            case NOT_TOMORROW -> ",\"except_dates\":[\"%s\"]".formatted(today.plusDays(1));
            case TODAY_ONLY -> ",\"end_date\":\"%s\"".formatted(today);
            case AFTER_A_PAUSE ->
                ",\"paused_until\":\"%s\""
                        .formatted(LOCAL.format(LocalDateTime.ofInstant(pauseEnds(now, first), Service.ZONE)
                                .truncatedTo(ChronoUnit.SECONDS)));
            default -> "";
        };
    }

    /** Soon, and in no case after it is due: a slow machine makes the last groups of a herd just before that. */
    private static Instant pauseEnds(Instant now, Instant first) {
        Instant soon = now.plusSeconds(2);
        return soon.isBefore(first) ? soon : first;
    }

    /** More fields of each task. */
    String ofTask() {
        return this == NO_SUN ? ",\"sun\":{\"event\":\"dusk\",\"offset\":-15,\"not_before\":\"16:00\"}" : "";
    }

    /** Whether a group that is due at {@code first} on its first day is due so many days later. */
    boolean runsAfter(long days) {
        return switch (this) {
            case EVERY_OTHER_DAY -> days % 2 == 0;
            case NOT_TOMORROW -> days != 1;
            case TODAY_ONLY -> days == 0;
            default -> true;
        };
    }

    boolean everEnds() {
        return this == TODAY_ONLY;
    }

    static long days(Instant first, Instant at) {
        return Duration.between(first, at).toDays();
    }
}
