package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The table {@code firing}. */
public interface FiringLog {
    /**
     * The latest firings, newest first.
     *
     * @param groups whose firings are wanted; those of a group that is deleted stay in the table until they are trimmed
     */
    CompletionStage<List<Firing>> recent(DeviceId device, Set<GroupId> groups, Excerpt wanted);
}
