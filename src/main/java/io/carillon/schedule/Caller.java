package io.carillon.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The user who asks.
 *
 * @param admin has the scope {@code carillon:admin}, which alone binds to no device
 * @param claim in binding mode {@code claim}, whether the token names this device; null where the device's own list
 *     decides
 */
public record Caller(UserId user, boolean admin, @Nullable Boolean claim) {
    public boolean boundTo(DeviceState device) {
        return claim != null ? claim : device.users().contains(user);
    }
}
