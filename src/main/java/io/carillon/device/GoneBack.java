package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Group;
import io.carillon.schedule.Wakeup;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that is restored from a backup has lost what was answered since. What a life of a device knew of that is in the
 * log when it stops.
 */
final class GoneBack {
    private static final Logger LOG = LoggerFactory.getLogger(GoneBack.class);

    private GoneBack() {}

    /** Reads the row, and logs what was known where it lies behind; nothing where it cannot be read. */
    static void look(DeviceId device, long n, DeviceState known, Wakeups wakeups) {
        wakeups.read(device).thenAccept(row -> {
            long seq = row.map(Wakeup::seq).orElse(0L);
            if (seq < n) log(device, seq, n, known);
        });
    }

    private static void log(DeviceId device, long seq, long n, DeviceState known) {
        LOG.atWarn()
                .addKeyValue("device", device.value())
                .log(
                        "The database has lost events of this device, as after a restore: it has {}, {} were written, the last"
                                + " at {}; then there were {} users and {} groups: {}",
                        seq,
                        n,
                        known.lastEventAt(),
                        known.users().size(),
                        known.groups().size(),
                        known.groups().stream().map(GoneBack::text).collect(Collectors.joining(", ")));
    }

    private static String text(Group group) {
        return "%s (%s, %d tasks, of %s)"
                .formatted(
                        group.id().value(),
                        group.enabled() ? "enabled" : "disabled",
                        group.tasks().size(),
                        group.updatedAt());
    }
}
