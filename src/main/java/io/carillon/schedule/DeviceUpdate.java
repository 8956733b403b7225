package io.carillon.schedule;

import io.carillon.schedule.DeviceChange.EditDevice;
import io.carillon.schedule.DeviceChange.TakeCalendar;
import io.carillon.schedule.DeviceEvent.DeviceSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides on {@link EditDevice} and {@link TakeCalendar}. */
final class DeviceUpdate {
    private final DeviceState state;
    private final Moment moment;
    private final DeviceState next;
    private final Optional<Timing> timing;
    private final Timing nextTiming;

    private DeviceUpdate(DeviceState state, Moment moment, DeviceState next, Timing nextTiming) {
        this.state = state;
        this.moment = moment;
        this.next = next;
        this.timing = state.timing(moment.service());
        this.nextTiming = nextTiming;
    }

    static Decision decide(EditDevice edit, DeviceState state, Caller caller, Moment moment) {
        if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
        Calendar named = edit.calendar().value();
        boolean known = named == null || moment.service().known().of(named).isPresent();
        if (!known) return new Decision.Refused(Problem.NO_SUCH_CALENDAR);
        return decide(edit.timeZone().of(state.zone()), edit.of(state.settings()), state, moment);
    }

    static Decision decide(TakeCalendar take, DeviceState state, Caller caller, Moment moment) {
        if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
        Calendar old = state.settings().calendar();
        if (old == null || !old.isBefore(take.calendar())) return new Decision.Unchanged();
        return decide(state.zone(), state.settings().with(take.calendar()), state, moment);
    }

    private static Decision decide(@Nullable String zone, DeviceSettings settings, DeviceState state, Moment moment) {
        if (Objects.equals(zone, state.zone()) && settings.equals(state.settings())) return new Decision.Unchanged();
        DeviceState next = state.set(zone, settings, moment.at());
        return next.timing(moment.service())
                .<Decision>map(timing -> new Decision.Accepted(new DeviceUpdate(state, moment, next, timing).event()))
                .orElseGet(() -> new Decision.Refused(Problem.UNAVAILABLE));
    }

    private DeviceSet event() {
        boolean anew = !timing.map(Timing::zone).equals(Optional.of(nextTiming.zone()));
        DeviceSet unfired = event(anew, Set.of(), List.of(), owingOtherwise());
        Set<TaskName> over = new HashSet<>();
        List<OnceAt> once = new ArrayList<>();
        for (Group group : state.groups())
            for (Task task : group.tasks())
                if (!group.days().once() || !unfired.changes(group, task, state)) continue;
                else if (hasFired(group, task)) over.add(task.name());
                else once.add(new OnceAt(task.name(), nextTiming.once(group.dates(), task, moment.at())));
        return event(anew, over, once, unfired.otherwise());
    }

    private DeviceSet event(boolean anew, Set<TaskName> over, List<OnceAt> once, @Nullable Set<TaskName> otherwise) {
        return new DeviceSet(next.zone(), next.settings(), anew, over, once, moment.at(), otherwise);
    }

    /** Null where this cannot be compared: all may differ. */
    private @Nullable Set<TaskName> owingOtherwise() {
        if (timing.isEmpty() || moment.passed().equals(Instant.EPOCH)) return null;
        Agenda now = new Agenda(state, timing.get());
        Agenda then = new Agenda(next, nextTiming);
        Set<TaskName> otherwise = new HashSet<>();
        for (Group group : state.groups())
            for (Task task : group.tasks())
                if (!(group.days().once() ? isDueAlike(group, task) : oweAlike(now, then, group, task)))
                    otherwise.add(task.name());
        return otherwise;
    }

    private boolean isDueAlike(Group group, Task task) {
        return nextTiming.once(group.dates(), task, task.effectiveFrom()).equals(task.once());
    }

    /**
     * Whether both call for the same occurrences among those that may be open, or that a clock behind this one may fire
     * once more.
     */
    private boolean oweAlike(Agenda now, Agenda then, Group group, Task task) {
        Instant behind = moment.at().minus(DeviceState.CLOCKS_AGREE);
        Instant from = moment.passed().isBefore(behind) ? moment.passed() : behind;
        while (true) {
            Instant was = now.next(group, task, from);
            Instant is = then.next(group, task, from);
            if (was.isAfter(moment.at()) && is.isAfter(moment.at())) return true;
            if (!was.equals(is)) return false;
            from = was.plusMillis(1);
        }
    }

    private boolean hasFired(Group group, Task task) {
        Instant only = task.once() == null
                ? timing.orElse(nextTiming).once(group.dates(), task, task.effectiveFrom())
                : task.once();
        return moment.ended().test(new Occurrence(group.id(), task.name(), only));
    }
}
