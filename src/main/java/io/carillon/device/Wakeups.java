package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Settle;
import io.carillon.schedule.Wakeup;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The rows of the table {@code wakeup} (design, <i>The wake-up protocol</i>). A stage that fails leaves it unknown whether
 * the write landed, or will.
 */
public interface Wakeups {
    /** Empty where no schedule was ever made for the device. */
    CompletionStage<Optional<Wakeup>> read(DeviceId device);

    /**
     * Step 3: {@code due_at = least(due_at, dueAt), seq = greatest(seq, seq)}, the row made where there is none.
     *
     * @return the old {@code due_at}, {@link Wakeup#NEVER} where there was no row
     */
    CompletionStage<Instant> lower(DeviceId device, Instant dueAt, long seq);

    /**
     * Step 9, in one transaction: {@code due_at = greatest(due_at, settle.dueAt), seq = greatest(seq, settle.n)} where
     * {@code seq <= settle.n}; then, only if that updated the row, the verdicts.
     *
     * @return whether the row was updated
     */
    CompletionStage<Boolean> settle(DeviceId device, Settle settle);
}
