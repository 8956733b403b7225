package io.carillon.schedule;

import java.util.Optional;

/**
 * What somebody outside wants changed of a device. Deciding has no effect. All are idempotent but {@link
 * GroupChange.CreateGroup}, and skips and runs without a key.
 */
public sealed interface Change permits GroupChange, ByHandChange, DeviceChange {
    /**
     * What becomes of the wish: limits, names and bindings are checked here, in the order of contract 1.
     *
     * <p>Refused with {@link Problem#UNAVAILABLE} where it needs local times and this JDK does not know the device's zone.
     */
    Decision decide(DeviceState state, Caller caller, Moment moment);

    /** Whether it may end what is open, or must know what is: it is then decided only with the cursor. */
    default boolean mayEnd() {
        return true;
    }

    /** The version of a calendar whose dates must be known to decide on it. */
    default Optional<Calendar> needs() {
        return Optional.empty();
    }

    /** The group that a success answers with, as {@code state} has it; empty where the answer is no group. */
    default Optional<Group> answer(DeviceState state) {
        return Optional.empty();
    }
}
