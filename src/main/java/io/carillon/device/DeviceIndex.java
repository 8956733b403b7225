package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Which devices there are, by tables that are written with each event. */
public interface DeviceIndex {
    /** Fails where the database cannot answer. */
    CompletionStage<Found> search(Search search);

    /** Of which devices. */
    sealed interface Scope {
        /** All that have a user, a group or a setting. */
        record Every() implements Scope {}

        record BoundTo(UserId user) implements Scope {}

        /** These, whether anything is known of them or not. */
        record Named(Set<DeviceId> devices) implements Scope {
            public Named {
                devices = Set.copyOf(devices);
            }
        }
    }

    /**
     * A page of them, by id in the order of bytes.
     *
     * @param prefix of the id
     * @param part of the id or the label, in whatever case
     * @param from how many come before the page
     */
    record Search(Scope scope, Optional<String> prefix, Optional<String> part, long from, int limit) {}

    /** @param label null where it has none */
    record Listed(DeviceId id, @Nullable String label) {}

    /**
     * What was found.
     *
     * @param count of all pages
     * @param devices of this one
     */
    record Found(int count, List<Listed> devices) {
        public Found {
            devices = List.copyOf(devices);
        }
    }
}
