package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a group with {@code confirm} says besides.
 *
 * @param validUntil an answer comes too late a day after it
 * @param answeredAt null where no answer came
 * @param answer its payload, null where that was not kept
 */
public record Confirmation(Instant validUntil, @Nullable Instant answeredAt, @Nullable String answer) {
    private static final Duration STILL_TAKEN = Duration.ofDays(1);

    static Confirmation missing(Instant validUntil) {
        return new Confirmation(validUntil, null, null);
    }

    Confirmation answered(Input.Answered told) {
        return new Confirmation(validUntil, told.at(), told.text());
    }

    /** Whether an answer at this time still turns {@code unanswered}. */
    public boolean takes(Instant answeredAt) {
        return !answeredAt.isAfter(validUntil.plus(STILL_TAKEN));
    }

    /** Until when a line {@code unanswered} takes an answer at {@code now}: its validity ended no earlier. */
    public static Instant earliestTaken(Instant now) {
        return now.minus(STILL_TAKEN);
    }
}
