package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Input;
import java.util.concurrent.CompletionStage;

/** Takes devices' answers (design, step 11). */
public interface Answers {
    /**
     * The stage completes when the line is written or the answer is dropped: only then may the broker forget it. It
     * fails where the outcome is unknown: deliver the answer again.
     */
    CompletionStage<Outcome> answered(DeviceId device, Input.Answered answer);

    /** The device is back: its open commands are published at once. The stage may fail. */
    CompletionStage<Outcome> here(DeviceId device);
}
