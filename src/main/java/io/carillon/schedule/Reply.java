package io.carillon.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A device's answer. Crosses nodes as CBOR. */
public sealed interface Reply {
    /** A change is done; there is no group to show. */
    record Done() implements Reply {}

    /**
     * @param replayed whether it was done before, under the same {@code Idempotency-Key}
     * @param scheduledAt the instant skipped, run, brought back or cancelled; null where there is none
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
     * @param zone of the device's schedules, as it was set
     * @param groups how many it has
     * @param settings the others
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
     * The occurrences to come of a group or of the whole device, and its latest firings.
     *
     * @param upcoming earliest first
     * @param recent newest first
     */
    record Fires(List<Upcoming> upcoming, List<Firing> recent) implements Reply {
        /** An occurrence that has its line in {@code firings} by now is no longer due. */
        public Fires with(List<Upcoming> due, List<Firing> firings) {
            Predicate<Upcoming> hasLine = one -> firings.stream().anyMatch(firing -> one.is(firing.occurrence()));
            List<Upcoming> all = new ArrayList<>(due);
            all.removeIf(hasLine);
            all.addAll(upcoming);
            return new Fires(all, firings);
        }
    }

    /**
     * The occurrences of a group that does not exist.
     *
     * @param group as it would be created, its tasks in the order of the request
     * @param upcoming earliest first
     */
    record Preview(Group group, List<Upcoming> upcoming) implements Reply {}

    record No(Problem problem) implements Reply {}
}
