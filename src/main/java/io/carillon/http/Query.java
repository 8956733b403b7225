package io.carillon.http;

import akka.http.javadsl.model.Uri;
import akka.http.scaladsl.model.IllegalUriException;
import akka.japi.Pair;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.schedule.Excerpt;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** The query parameters of a request. */
final class Query {
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
    private static final int FIRES = 20;
    private static final int MOST_FIRES = 1000;
    private static final Pattern YEAR = Pattern.compile("[0-9]{4}-");
    private static final String INSTANT = "an instant of ISO 8601, such as 2026-12-24T18:00:00Z, expected";

    private final Field fields;

    Query(Uri uri) {
        ObjectNode parameters = Json.object();
        for (Pair<String, String> parameter : parameters(uri)) {
            if (parameter.first().isEmpty()) continue;
            if (parameters.has(parameter.first())) throw Field.twice(Field.shortened(parameter.first()));
            parameters.put(parameter.first(), parameter.second());
        }
        fields = Field.body(parameters);
    }

    Field at(String name) {
        return fields.at(name);
    }

    /** Empty where the parameter is absent. */
    Optional<Integer> number(String name, int least, int most) {
        Field field = fields.at(name);
        if (!field.isPresent()) return Optional.empty();
        String allowed = most == Integer.MAX_VALUE
                ? "a number from " + least + " expected"
                : least + " to " + most + " expected";
        return Optional.of(field.parsed(allowed, text -> Optional.of(text)
                .filter(digits -> DIGITS.matcher(digits).matches())
                .map(Integer::parseInt)
                .filter(number -> least <= number && number <= most)));
    }

    /** The part of the firings asked for (contract 1, {@code fires}). */
    Excerpt excerpt() {
        Excerpt wanted = new Excerpt(
                number("limit", 1, MOST_FIRES).orElse(FIRES),
                fields.at("from").optional(Query::instant).orElse(null),
                fields.at("to").optional(Query::instant).orElse(null));
        if (wanted.isEmpty()) throw fields.at("to").not("an instant after from expected");
        return wanted;
    }

    private static Instant instant(Field field) {
        return field.parsed(INSTANT, text -> {
            try {
                return Optional.of(text)
                        .filter(one -> YEAR.matcher(one).lookingAt())
                        .map(one -> OffsetDateTime.parse(one).toInstant());
            } catch (DateTimeException malformed) {
                return Optional.empty();
            }
        });
    }

    private static Iterable<Pair<String, String>> parameters(Uri uri) {
        try {
            return uri.query().toList();
        } catch (IllegalUriException malformed) {
            throw new Refused(Refusal.parameter("query: name=value pairs, percent-encoded, expected"));
        }
    }
}
