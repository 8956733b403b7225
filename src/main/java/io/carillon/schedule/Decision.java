package io.carillon.schedule;

/** What a device makes of a {@link Change}. */
public sealed interface Decision {
    record Refused(Problem problem) implements Decision {}

    /** It is so already. */
    record Unchanged() implements Decision {}

    record Accepted(DeviceEvent event) implements Decision {}
}
