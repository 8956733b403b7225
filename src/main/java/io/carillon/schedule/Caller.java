package io.carillon.schedule;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param admin has the scope {@code carillon:admin}, which is no binding by itself
 * @param claim in binding mode {@code claim}: whether the token names this device; null where the entity's list decides
 */
public record Caller(UserId user, boolean admin, @Nullable Boolean claim) {
    public boolean boundTo(DeviceState device) {
        return claim != null ? claim : device.users().contains(user);
    }
}
