package io.carillon.device;

import io.carillon.schedule.Firing;
import io.carillon.schedule.Group;
import io.carillon.schedule.Problem;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.UserId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a device answers. */
public sealed interface Reply extends CborSerializable {
    /** A change without a group to show. */
    record Done() implements Reply {}

    record OneGroup(Group group) implements Reply {}

    /** @param groups newest created first */
    record Groups(List<Group> groups) implements Reply {}

    /** @param zone the zone in which the device's schedules run */
    record Device(ZoneId zone, int groups) implements Reply {}

    /** @param users sorted by their text */
    record Bindings(List<UserId> users) implements Reply {}

    /**
     * @param upcoming earliest first
     * @param recent newest first
     */
    record Fires(List<Upcoming> upcoming, List<Firing> recent) implements Reply {}

    /** @param note why daylight saving moved it; null where it did not */
    record Upcoming(TaskName task, Instant at, @Nullable String note) {}

    record No(Problem problem) implements Reply {}
}
