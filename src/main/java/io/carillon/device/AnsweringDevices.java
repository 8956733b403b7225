package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Input;
import java.util.concurrent.CompletionStage;

/** All devices, as far as they answer commands. */
public interface AnsweringDevices {
    /** The stage fails where the device's entity does not reply in time. */
    CompletionStage<AnswerTaken> take(DeviceId device, Input.Answered answer);

    /** The device is back; nothing is promised. */
    void hail(DeviceId device);
}
