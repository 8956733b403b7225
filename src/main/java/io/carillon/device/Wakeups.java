package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Settle;
import io.carillon.schedule.Wakeup;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The rows of the table {@code wakeup} (design, <i>The wake-up protocol</i>); events move them in the journal's own
 * transaction. A stage that fails leaves it unknown whether the write landed, or will.
 */
public interface Wakeups {
    /** Step 5. Empty where the device has no events. */
    CompletionStage<Optional<Wakeup>> read(DeviceId device);

    /**
     * Step 8, in one transaction: {@code due_at = greatest(due_at, settle.dueAt)} where {@code seq = settle.n}, and the
     * verdicts: those acknowledged by the broker in any case, the others only if that updated the row.
     *
     * @return whether the row was updated
     */
    CompletionStage<Boolean> settle(DeviceId device, Settle settle);
}
