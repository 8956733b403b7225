package io.carillon.schedule;

import java.util.Optional;

/**
 * A change of a device that a caller asks for. Deciding has no effect. All changes are idempotent except {@link
 * GroupChange.CreateGroup}, and skips and runs without a key.
 */
public sealed interface Change permits GroupChange, ByHandChange, DeviceChange {
    /**
     * The decision; limits, names and bindings are checked here, in the order of contract 1.
     *
     * <p>Refused with {@link Problem#UNAVAILABLE} where it needs local times and this JDK does not know the device's
     * zone.
     */
    Decision decide(DeviceState state, Caller caller, Moment moment);

    /** Whether it may end open occurrences or must know them: it is then decided only with the cursor. */
    default boolean mayEnd() {
        return true;
    }

    /** The calendar version whose dates the decision needs. */
    default Optional<Calendar> needs() {
        return Optional.empty();
    }

    /** The group that a success answers with, as in {@code state}; empty where the answer has none. */
    default Optional<Group> answer(DeviceState state) {
        return Optional.empty();
    }
}
