package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Input;
import java.util.concurrent.CompletionStage;

/** Where devices' answers go (design, step 11). */
public interface Answers {
    /**
     * The stage ends when the line that says so is written, or the answer is dropped: only then may the broker forget it. It
     * fails where that could not be found out: tell it again.
     */
    CompletionStage<Outcome> answered(DeviceId device, Input.Answered answer);

    /** The device is back: what is open for it is published at once. The stage may fail. */
    CompletionStage<Outcome> here(DeviceId device);
}
