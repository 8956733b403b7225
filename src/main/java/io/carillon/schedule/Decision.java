package io.carillon.schedule;

/** What a device makes of a {@link Change}. */
public sealed interface Decision {
    record Refused(Problem problem) implements Decision {}

    /** It is so already. */
    record Unchanged() implements Decision {}

    /** It was done before, under the same {@code Idempotency-Key}: the first answer once more. */
    record Repeated(Group answer) implements Decision {}

    record Accepted(DeviceEvent event) implements Decision {}
}
