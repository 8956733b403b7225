package io.carillon.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a device answers. Crosses nodes as CBOR. */
public sealed interface Reply {
    /** A change without a group to show. */
    record Done() implements Reply {}

    /**
     * @param replayed whether it was done before, under the same {@code Idempotency-Key}
     * @param scheduledAt the instant that is skipped, run, brought back or called off; null where there is none
     */
    record OneGroup(Group group, boolean replayed, @Nullable Instant scheduledAt) implements Reply {}

    /**
     * A device's groups.
     *
     * @param groups newest created first
     */
    record Groups(List<Group> groups) implements Reply {}

    /**
     * The device itself.
     *
     * @param zone the zone in which the device's schedules run, as it was set
     * @param groups how many it has
     * @param settings what else is set
     */
    record Device(String zone, int groups, DeviceSettings settings) implements Reply {
        public Device {
            settings = DeviceSettings.orNone(settings);
        }
    }

    /**
     * The users bound to a device.
     *
     * @param users sorted by their text
     */
    record Bindings(List<UserId> users) implements Reply {}

    /**
     * What a group, or all of a device, will ring and has rung.
     *
     * @param upcoming earliest first
     * @param recent newest first
     */
    record Fires(List<Upcoming> upcoming, List<Firing> recent) implements Reply {
        /** What has its line in {@code firings} by now is no longer due. */
        public Fires with(List<Upcoming> due, List<Firing> firings) {
            Predicate<Upcoming> hasLine = one -> firings.stream().anyMatch(firing -> one.is(firing.occurrence()));
            List<Upcoming> all = new ArrayList<>(due);
            all.removeIf(hasLine);
            all.addAll(upcoming);
            return new Fires(all, firings);
        }
    }

    /**
     * What a group would do that nobody has made.
     *
     * @param group as it would be made, its tasks in the order of the request
     * @param upcoming earliest first
     */
    record Preview(Group group, List<Upcoming> upcoming) implements Reply {}

    record No(Problem problem) implements Reply {}
}
