package io.carillon.device;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hears of each answer once. Must not block. */
public interface AnswerListener {
    /** @param after its firing was first published; null where that is not known, or it changed nothing */
    void answered(Outcome outcome, @Nullable Duration after);
}
