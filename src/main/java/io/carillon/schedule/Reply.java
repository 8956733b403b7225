package io.carillon.schedule;

import java.util.List;

/** What a device answers. Crosses nodes as CBOR. */
public sealed interface Reply {
    /** A change without a group to show. */
    record Done() implements Reply {}

    /** @param replayed whether it was done before, under the same {@code Idempotency-Key} */
    record OneGroup(Group group, boolean replayed) implements Reply {}

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
     * What a group will ring and has rung.
     *
     * @param upcoming earliest first
     * @param recent newest first
     */
    record Fires(List<Upcoming> upcoming, List<Firing> recent) implements Reply {
        public Fires with(List<Firing> firings) {
            return new Fires(upcoming, firings);
        }
    }

    record No(Problem problem) implements Reply {}
}
