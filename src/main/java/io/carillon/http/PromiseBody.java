package io.carillon.http;

import io.carillon.schedule.Promise;
import io.carillon.schedule.PromiseEdit;
import io.carillon.schedule.PromiseEdit.Part;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a group promises (contract 1, <i>To the device and back</i>). */
final class PromiseBody {
    private static final String VALID_FOR = "valid_for";
    private static final String LATEST_ONLY = "latest_only";
    private static final String CONFIRM = "confirm";
    private static final String RETRY_EVERY = "retry_every";
    private static final Map<String, Part> PARTS = Map.of(
            VALID_FOR,
            Part.VALID_FOR,
            LATEST_ONLY,
            Part.LATEST_ONLY,
            CONFIRM,
            Part.CONFIRM,
            RETRY_EVERY,
            Part.RETRY_EVERY);

    /** The fields that are no strings. */
    static final Set<String> NAMES = PARTS.keySet();

    private PromiseBody() {}

    static Promise read(Field body) {
        return new Promise(
                seconds(body.at(VALID_FOR), Promise.LEAST_VALID, Promise.MOST_VALID),
                body.at(LATEST_ONLY).optional(Field::bool).orElse(false),
                body.at(CONFIRM).optional(Field::bool).orElse(false),
                seconds(body.at(RETRY_EVERY), Promise.LEAST_RETRY, Promise.MOST_RETRY));
    }

    /** The same, where what is not named stays. */
    static PromiseEdit edit(Field body) {
        Promise values = read(body);
        Set<Part> named = EnumSet.noneOf(Part.class);
        PARTS.forEach((name, part) -> {
            if (body.names(name)) named.add(part);
        });
        return new PromiseEdit(named, values);
    }

    private static @Nullable Integer seconds(Field field, int least, int most) {
        return field.optional(given -> given.number(least, most)).orElse(null);
    }
}
