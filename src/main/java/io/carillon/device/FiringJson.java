package io.carillon.device;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.Firing;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A firing as {@code recent} and the events show it (contract 1). */
public final class FiringJson {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private FiringJson() {}

    /** ISO-8601 with milliseconds. */
    public static @Nullable String utc(@Nullable Instant instant) {
        return instant == null ? null : UTC.format(instant);
    }

    public static ObjectNode put(Firing one, ObjectNode json) {
        Confirmation given = one.confirmation();
        json.put("fire_id", one.occurrence().fireId())
                .put("name", one.occurrence().task().value())
                .put("scheduled_at", utc(one.occurrence().at()))
                .put("published_at", utc(one.publishedAt()))
                .put("acknowledged_at", utc(one.acknowledgedAt()))
                .put("answered_at", given == null ? null : utc(given.answeredAt()))
                .put("attempts", one.attempts())
                .put("verdict", one.verdict().text());
        if (given != null && given.answer() != null) json.put("answer", given.answer());
        if (one.reason() != null) json.put("reason", one.reason());
        return json;
    }
}
