package io.carillon.device;

import io.carillon.schedule.DeviceState;
import java.util.ArrayList;
import java.util.List;

/**
 * A recovered device whose calendar is still to be read.
 *
 * @param early the messages that came meanwhile, other than callers'
 */
record Unready(long n, DeviceState state, List<DeviceCommand> early) {
    /** A few nudges and answers. */
    private static final int MOST_EARLY = 100;

    Unready(long n, DeviceState state) {
        this(n, state, new ArrayList<>());
    }

    /** Drops it where there are too many: nudges and answers come again. */
    void keep(DeviceCommand message) {
        if (early.size() < MOST_EARLY) early.add(message);
    }
}
