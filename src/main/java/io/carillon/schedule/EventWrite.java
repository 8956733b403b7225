package io.carillon.schedule;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event and all that is written with it in one transaction (design, step 3). It is written only if the row's {@code
 * seq} is the number of the event before it.
 *
 * @param owedFrom the first instant that the event makes owed: the row's {@code due_at} is lowered to it; {@link
 *     Wakeup#NEVER} where there is none
 * @param passed everything before it has its verdict once the event is written: {@code due_at} is raised to it; {@link
 *     Instant#EPOCH} where the event settles nothing
 * @param lines the verdicts of what the event ends
 * @param bound users whom it binds to the device
 * @param unbound users whom it unbinds
 * @param follows the calendar that the device follows from then on, or none; unnamed where it does not change
 * @param listed whether the device has a user, a group or a setting after it
 * @param label the device's after it, null where it has none
 */
public record EventWrite(
        DeviceEvent event,
        Instant owedFrom,
        Instant passed,
        List<Firing> lines,
        Set<UserId> bound,
        Set<UserId> unbound,
        boolean listed,
        Edit<Calendar> follows,
        @Nullable String label) {
    public EventWrite {
        lines = List.copyOf(lines);
        bound = Set.copyOf(bound);
        unbound = Set.copyOf(unbound);
    }

    static EventWrite of(
            DeviceEvent event,
            DeviceState before,
            DeviceState after,
            Instant owedFrom,
            Instant passed,
            List<Firing> lines) {
        return new EventWrite(
                event,
                owedFrom,
                passed,
                lines,
                without(after.users(), before.users()),
                without(before.users(), after.users()),
                after.isListed(),
                follows(before.settings().calendar(), after.settings().calendar()),
                after.settings().label());
    }

    private static Edit<Calendar> follows(@Nullable Calendar before, @Nullable Calendar after) {
        return Objects.equals(before, after) ? Edit.unnamed() : Edit.to(after);
    }

    public EventWrite with(List<Firing> ended) {
        return new EventWrite(event, owedFrom, passed, ended, bound, unbound, listed, follows, label);
    }

    private static Set<UserId> without(Set<UserId> users, Set<UserId> others) {
        if (users.equals(others)) return Set.of();
        Set<UserId> left = new HashSet<>(users);
        left.removeAll(others);
        return left;
    }

    /** The row's {@code due_at} after it. */
    public Instant move(Instant dueAt) {
        Instant lowered = owedFrom.isBefore(dueAt) ? owedFrom : dueAt;
        return passed.isAfter(lowered) ? passed : lowered;
    }
}
