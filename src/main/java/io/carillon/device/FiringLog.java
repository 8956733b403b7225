package io.carillon.device;

import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The table {@code firing}. */
public interface FiringLog {
    /** The group's latest firings, newest first. */
    CompletionStage<List<Firing>> recent(GroupId group, int limit);
}
