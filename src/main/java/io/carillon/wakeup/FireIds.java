package io.carillon.wakeup;

import io.carillon.schedule.DeviceId;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the due time from a {@code fire_id} (contract 3). */
final class FireIds {
    /** A task's name, then an epoch second, or {@code run} and an epoch millisecond. */
    private static final Pattern FORM = Pattern.compile("[0-9a-zA-Z_-]{1,64}?-(run-)?([0-9]{1,15})");

    private FireIds() {}

    /** The key of the line that it names; empty where it can name none. */
    static Optional<FiringTable.Key> key(DeviceId device, String fireId) {
        return FORM.matcher(fireId).matches()
                ? Optional.of(new FiringTable.Key(device.value(), FiringDays.of(second(fireId)), fireId))
                : Optional.empty();
    }

    /** The second in which it was due. */
    static Instant second(String fireId) {
        Matcher matcher = FORM.matcher(fireId);
        if (!matcher.matches()) throw new IllegalArgumentException(fireId);
        long number = Long.parseLong(matcher.group(2));
        return Instant.ofEpochSecond(matcher.group(1) == null ? number : number / 1000);
    }
}
