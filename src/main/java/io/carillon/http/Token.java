package io.carillon.http;

import io.carillon.schedule.Caller;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.UserId;
import java.time.Instant;
import java.util.Set;

/**
 * The contents of a valid token.
 *
 * @param admin it has the scope {@code carillon:admin}
 * @param devices the ids in its claim {@code devices}
 * @param until the first instant at which it is no longer accepted
 */
record Token(UserId user, boolean admin, Set<String> devices, Instant until) {
    Token {
        devices = Set.copyOf(devices);
    }

    /** @param claimMode the token decides whether its user is bound */
    Caller caller(DeviceId device, boolean claimMode) {
        return new Caller(user, admin, claimMode ? devices.contains(device.value()) : null);
    }
}
