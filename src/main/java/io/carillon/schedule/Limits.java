package io.carillon.schedule;

import java.util.List;

/** What one device may hold (contract 1, <i>Request fields</i>). */
public final class Limits {
    public static final int MAX_GROUPS = 100;
    public static final int MAX_TASKS = 500;
    public static final int MAX_COMMAND_BYTES = 256 * 1024;

    /** Skipped instants to come. */
    public static final int MAX_SKIPS = 500;

    /** Runs by hand without a verdict, due or to come. */
    public static final int MAX_RUNS = 500;

    public static final int MAX_USERS = 1000;

    /** Keys remembered at a time. The contract sets no limit; memory does. */
    public static final int MAX_KEYS = 1000;

    private Limits() {}

    /** Accepts the event unless it leaves more than a device may hold. */
    static Decision within(DeviceState state, DeviceEvent event) {
        List<Group> groups = event.applyTo(state).groups();
        List<Task> tasks =
                groups.stream().flatMap(group -> group.tasks().stream()).toList();
        if (groups.size() > MAX_GROUPS) return new Decision.Refused(Problem.TOO_MANY_GROUPS);
        if (tasks.size() > MAX_TASKS) return new Decision.Refused(Problem.TOO_MANY_TASKS);
        if (tasks.stream().mapToInt(Task::commandBytes).sum() > MAX_COMMAND_BYTES)
            return new Decision.Refused(Problem.TOO_MANY_COMMAND_BYTES);
        return new Decision.Accepted(event);
    }

    /** @param next the state after the event */
    static Decision withinKeys(DeviceState next, DeviceEvent event) {
        return next.creations().size() > MAX_KEYS
                ? new Decision.Refused(Problem.TOO_MANY_KEYS)
                : new Decision.Accepted(event);
    }
}
