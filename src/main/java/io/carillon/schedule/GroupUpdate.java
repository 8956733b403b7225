package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.GroupUpdated;
import io.carillon.schedule.GroupChange.EditGroup;
import io.carillon.schedule.GroupChange.UpdateGroup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides on {@link UpdateGroup}, and on {@link EditGroup} after completing it from the stored group. */
final class GroupUpdate {
    private GroupUpdate() {}

    static Decision decide(EditGroup edit, DeviceState state, Caller caller, Moment moment) {
        Optional<Group> found = state.group(edit.id());
        if (found.isEmpty()) return new Decision.Refused(Problem.NO_SUCH_GROUP);
        UpdateGroup whole = completed(edit, found.get());
        Decision decision = whole.decide(state, caller, moment);
        // Checked last: a stranger learns nothing of the stored dates.
        if (decision instanceof Decision.Refused) return decision;
        return DatesCheck.of(
                        edit.dates(),
                        whole.dates(),
                        found.get().dates(),
                        state.timing(moment.service()).orElseThrow(),
                        moment.at())
                .<Decision>map(Decision.Refused::new)
                .orElse(decision);
    }

    private static UpdateGroup completed(EditGroup edit, Group old) {
        return new UpdateGroup(
                old.id(),
                edit.days().orElse(old.days()),
                edit.dates().of(old.dates()),
                edit.enabled().orElse(old.enabled()),
                edit.tasks()
                        .orElseGet(() ->
                                old.tasks().stream().map(TaskDraft::keeping).toList()),
                edit.label(),
                edit.promise().of(old.promised()));
    }

    static Decision decide(UpdateGroup update, DeviceState state, Caller caller, Moment moment) {
        Optional<Group> found = state.group(update.id());
        if (found.isEmpty()) return new Decision.Refused(Problem.NO_SUCH_GROUP);
        Group old = found.get();
        if (update.tasks().stream().flatMap(draft -> draft.keeps().stream()).anyMatch(name -> old.task(name)
                .isEmpty())) return new Decision.Refused(Problem.NO_SUCH_TASK);
        if (!caller.boundTo(state)) return new Decision.Refused(Problem.NOT_BOUND);
        Optional<Timing> timing = state.timing(moment.service());
        if (timing.isEmpty()) return new Decision.Refused(Problem.UNAVAILABLE);
        Instant at = moment.at();
        WeekMask days = update.days();
        Dates dates = update.dates();
        boolean anew = !days.equals(old.days()) || !dates.sameAs(old.dates()) || update.enabled() != old.enabled();
        List<Task> next = TaskDraft.continuing(old, update.tasks()).stream()
                .map(task ->
                        kept(task, old, anew).orElseGet(() -> task.from(at, once(days, dates, task, timing.get(), at))))
                .toList();
        Group updated = new Group(
                old.id(),
                days,
                dates,
                update.enabled(),
                next,
                old.createdAt(),
                at,
                update.label().of(old.label()),
                update.promise());
        if (updated.sameAs(old)) return new Decision.Unchanged();
        return Limits.within(state, new GroupUpdated(updated, at));
    }

    /** The stored task, where the new one equals it. */
    private static Optional<Task> kept(Task task, Group old, boolean anew) {
        if (anew) return Optional.empty();
        return old.task(task.name()).filter(stored -> task.from(stored.effectiveFrom(), stored.once())
                .equals(stored));
    }

    /** The instant of a once-task that takes effect at {@code at}; null in other groups. */
    static @Nullable Instant once(WeekMask days, Dates dates, Task task, Timing timing, Instant at) {
        return days.once() ? timing.once(dates, task, at) : null;
    }
}
