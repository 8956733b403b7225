package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a line that only groups with {@code confirm} have.
 *
 * @param validUntil the end of validity; an answer is taken until a day after it
 * @param answeredAt null where no answer came
 * @param answer its payload; null where it was not kept
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

    /** A line {@code unanswered} takes an answer at {@code now} if its validity ended no earlier than this. */
    public static Instant earliestTaken(Instant now) {
        return now.minus(STILL_TAKEN);
    }
}
