package io.carillon.schedule;

/** What a device makes of a {@link Change}. */
public sealed interface Decision {
    record Refused(Problem problem) implements Decision {}

    /** It is so already. */
    record Unchanged() implements Decision {}

    /** It was done before, under the same {@code Idempotency-Key}: of a creation the first answer, else the group as it is. */
    record Repeated(Group answer) implements Decision {}

    record Accepted(DeviceEvent event) implements Decision {}
}
