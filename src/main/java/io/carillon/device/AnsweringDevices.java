package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Input;
import java.util.concurrent.CompletionStage;

/** The devices' part in handling their answers. */
public interface AnsweringDevices {
    /** The stage fails where the entity does not reply in time. */
    CompletionStage<AnswerTaken> take(DeviceId device, Input.Answered answer);

    /** The device is back; best effort. */
    void hail(DeviceId device);
}
