package io.carillon.node;

import io.carillon.device.RepeatedWarnings;
import io.carillon.wakeup.BatchListener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Logs why transactions of many devices failed, and for how many devices. */
record FailedBatches(RepeatedWarnings warnings) implements BatchListener {
    @Override
    public void performed(Kind kind, int requests, Duration took, @Nullable String failure) {
        if (failure != null) warnings.warn(requests, what(kind), failure);
    }

    private static String what(Kind kind) {
        return switch (kind) {
            case READ -> "A device's row could not be read";
            case SETTLE -> "A device's firings could not be recorded yet";
            case EVENT -> "A device's change may not have been written";
        };
    }
}
