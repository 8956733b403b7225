package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The table {@code firing}. */
public interface FiringLog {
    /**
     * The latest firings, newest first.
     *
     * @param group empty: of all the device's groups
     */
    CompletionStage<List<Firing>> recent(DeviceId device, Optional<GroupId> group, Excerpt wanted);
}
