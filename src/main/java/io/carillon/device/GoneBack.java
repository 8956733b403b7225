package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Group;
import io.carillon.schedule.Wakeup;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects a database restored from a backup, which has lost what was answered since. When an incarnation stops, what it knew
 * of that is logged.
 */
final class GoneBack {
    private static final Logger LOG = LoggerFactory.getLogger(GoneBack.class);

    private GoneBack() {}

    /** Reads the row and, where it is behind {@code n}, logs what was known. Does nothing where it cannot be read. */
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
                        "The database has lost events of this device, as after a restore: it has {} of {}, the last of which"
                                + " was written at {} and left {} users and {} groups: {}",
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
