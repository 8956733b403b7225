package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The index of devices, from tables written with each event. */
public interface DeviceIndex {
    /** Fails where the database cannot answer. */
    CompletionStage<Found> search(Search search);

    /** The devices to search. */
    sealed interface Scope {
        /** All devices with a user, a group or a setting. */
        record Every() implements Scope {}

        record BoundTo(UserId user) implements Scope {}

        /** These devices, whether or not they have anything stored. */
        record Named(Set<DeviceId> devices) implements Scope {
            public Named {
                devices = Set.copyOf(devices);
            }
        }
    }

    /**
     * A page of devices, ordered by the bytes of their ids.
     *
     * @param prefix of the id
     * @param part of the id or the label, ignoring case
     * @param from how many to pass over
     */
    record Search(Scope scope, Optional<String> prefix, Optional<String> part, long from, int limit) {}

    /** @param label null where it has none */
    record Listed(DeviceId id, @Nullable String label) {}

    /**
     * The devices found.
     *
     * @param count of all pages
     * @param devices of this page
     */
    record Found(int count, List<Listed> devices) {
        public Found {
            devices = List.copyOf(devices);
        }
    }
}
