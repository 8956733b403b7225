package io.carillon.schedule;

import io.carillon.schedule.Change.EditDevice;
import io.carillon.schedule.DeviceEvent.DeviceSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Decides on {@link EditDevice}. */
final class DeviceUpdate {
    private DeviceUpdate() {}

    static Decision decide(EditDevice edit, DeviceState state, Caller caller, Moment moment) {
        if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
        Instant at = moment.at();
        String zone = edit.timeZone().of(state.zone());
        DeviceSettings settings = edit.of(state.settings());
        if (Objects.equals(zone, state.zone()) && settings.equals(state.settings())) return new Decision.Unchanged();
        Optional<Timing> old = state.timing(moment.service());
        Optional<Timing> next = state.set(zone, settings, at).timing(moment.service());
        if (next.isEmpty()) return new Decision.Refused(Problem.UNAVAILABLE);
        boolean anew = !old.map(Timing::zone).equals(next.map(Timing::zone));
        DeviceSet unfired = new DeviceSet(zone, settings, anew, Set.of(), List.of(), at);
        Set<TaskName> over = new HashSet<>();
        List<OnceAt> once = new ArrayList<>();
        for (Group group : state.groups())
            for (Task task : group.tasks())
                if (!group.days().once() || !unfired.changes(group, task, state)) continue;
                else if (hasFired(group, task, old.orElse(next.get()), moment)) over.add(task.name());
                else once.add(new OnceAt(task.name(), next.get().once(group.dates(), task, at)));
        return new Decision.Accepted(new DeviceSet(zone, settings, anew, over, once, at));
    }

    private static boolean hasFired(Group group, Task task, Timing timing, Moment moment) {
        Instant only = task.once() == null ? timing.once(group.dates(), task, task.effectiveFrom()) : task.once();
        return moment.ended().test(new Occurrence(group.id(), task.name(), only));
    }
}
