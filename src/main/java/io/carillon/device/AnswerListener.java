package io.carillon.device;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Told of each answer once. Must not block. */
public interface AnswerListener {
    /** @param after the time since its firing was first published; null where unknown, or where it changed nothing */
    void answered(Outcome outcome, @Nullable Duration after);
}
