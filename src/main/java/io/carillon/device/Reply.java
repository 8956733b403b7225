package io.carillon.device;

import io.carillon.schedule.Firing;
import io.carillon.schedule.Group;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Upcoming;
import io.carillon.schedule.UserId;
import java.time.ZoneId;
import java.util.List;

/** What a device answers. */
public sealed interface Reply extends CborSerializable {
    /** A change without a group to show. */
    record Done() implements Reply {}

    record OneGroup(Group group) implements Reply {}

    /**
     * A device's groups.
     *
     * @param groups newest created first
     */
    record Groups(List<Group> groups) implements Reply {}

    /**
     * The device itself.
     *
     * @param zone the zone in which the device's schedules run
     * @param groups how many it has
     */
    record Device(ZoneId zone, int groups) implements Reply {}

    /**
     * The users bound to a device.
     *
     * @param users sorted by their text
     */
    record Bindings(List<UserId> users) implements Reply {}

    /**
     * What a group will ring and has rung.
     *
     * @param upcoming earliest first
     * @param recent newest first
     */
    record Fires(List<Upcoming> upcoming, List<Firing> recent) implements Reply {}

    record No(Problem problem) implements Reply {}
}
