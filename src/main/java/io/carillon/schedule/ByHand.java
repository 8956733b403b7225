package io.carillon.schedule;

import io.carillon.schedule.ByHandChange.SkipNext;
import io.carillon.schedule.Decision.Accepted;
import io.carillon.schedule.Decision.Refused;
import io.carillon.schedule.Decision.Unchanged;
import io.carillon.schedule.DeviceEvent.InstantSkipped;
import io.carillon.schedule.DeviceEvent.InstantsBroughtBack;
import io.carillon.schedule.DeviceEvent.KeyRemembered;
import io.carillon.schedule.DeviceEvent.RunsCalledOff;
import io.carillon.schedule.DeviceEvent.RunsPlanned;
import io.carillon.schedule.DeviceEvent.TasksRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides on skips, runs and what undoes them (contract 1, <i>Other extensions</i>). */
final class ByHand {
    private ByHand() {}

    static Decision skip(SkipNext wish, DeviceState state, Caller caller, Moment moment) {
        GroupId id = wish.id();
        Optional<Group> found = state.group(id);
        if (found.isEmpty()) return new Refused(Problem.NO_SUCH_GROUP);
        Optional<Decision> ended = KeyedPost.used(wish.key(), "skip", found.get(), state, caller, moment);
        if (ended.isPresent()) return ended.get();
        Optional<Timing> timing = state.timing(moment.service());
        if (timing.isEmpty()) return new Refused(Problem.UNAVAILABLE);
        Instant at = moment.at();
        Instant next = new Agenda(state, timing.get()).nextNotSkipped(found.get(), at.plusNanos(1));
        if (next.equals(Wakeup.NEVER)) return nothingToSkip(wish, state, caller, at);
        KeyedPost post =
                KeyedPost.fresh(wish.key(), "skip", id, caller, at, next).orElse(null);
        InstantSkipped event = new InstantSkipped(id, timing.get().unshifted(next), next, at, moment.passed(), post);
        DeviceState left = event.applyTo(state);
        long ahead =
                left.skips().stream().filter(skip -> skip.due().isAfter(at)).count();
        return ahead > Limits.MAX_SKIPS ? new Refused(Problem.TOO_MANY_SKIPS) : Limits.withinKeys(left, event);
    }

    /** Remembers the key: a repeat must not skip an instant that has appeared meanwhile. */
    private static Decision nothingToSkip(SkipNext wish, DeviceState state, Caller caller, Instant at) {
        Optional<KeyedPost> post = KeyedPost.fresh(wish.key(), "skip", wish.id(), caller, at, null);
        if (post.isEmpty()) return new Unchanged();
        KeyRemembered event = new KeyRemembered(post.get(), at);
        return Limits.withinKeys(event.applyTo(state), event);
    }

    static Decision bringBack(GroupId id, DeviceState state, Caller caller, Moment moment) {
        Optional<Group> found = state.group(id);
        if (found.isEmpty()) return new Refused(Problem.NO_SUCH_GROUP);
        if (!caller.boundTo(state)) return new Refused(Problem.NOT_BOUND);
        Optional<Timing> timing = state.timing(moment.service());
        if (timing.isEmpty()) return new Refused(Problem.UNAVAILABLE);
        Agenda agenda = new Agenda(state, timing.get());
        List<Skip> toCome = state.skips().stream()
                .filter(skip -> skip.group().equals(id) && agenda.due(skip).isAfter(moment.at()))
                .toList();
        return toCome.stream()
                .map(agenda::due)
                .min(Instant::compareTo)
                .<Decision>map(first -> new Accepted(new InstantsBroughtBack(id, toCome, first, moment.at())))
                .orElseGet(Unchanged::new);
    }

    /** @param task the only one to run; empty for all */
    static Decision run(
            GroupId id,
            Optional<TaskName> task,
            Duration in,
            Optional<String> key,
            DeviceState state,
            Caller caller,
            Moment moment) {
        Optional<Group> found = state.group(id);
        if (found.isEmpty()) return new Refused(Problem.NO_SUCH_GROUP);
        List<TaskName> tasks = found.get().tasks().stream()
                .map(Task::name)
                .filter(name -> task.isEmpty() || task.get().equals(name))
                .toList();
        if (tasks.isEmpty()) return new Refused(Problem.NO_SUCH_TASK);
        String wish = "run " + task.map(TaskName::value).orElse("all") + (in.isZero() ? "" : " " + in);
        Optional<Decision> ended = KeyedPost.used(key, wish, found.get(), state, caller, moment);
        if (ended.isPresent()) return ended.get();
        if (state.timing(moment.service()).isEmpty()) return new Refused(Problem.UNAVAILABLE);
        Instant at = moment.at();
        Instant due = state.asked().free(tasks, at.plus(in));
        KeyedPost post = KeyedPost.fresh(key, wish, id, caller, at, due).orElse(null);
        List<Occurrence> over = state.runs().stream().filter(moment.ended()).toList();
        DeviceEvent event = due.equals(at)
                ? new TasksRun(id, tasks, at, null, post, over)
                : new RunsPlanned(id, tasks, due, at, post, over);
        DeviceState running = event.applyTo(state);
        return running.runs().size() > Limits.MAX_RUNS
                ? new Refused(Problem.TOO_MANY_RUNS)
                : Limits.withinKeys(running, event);
    }

    static Decision callOff(GroupId id, DeviceState state, Caller caller, Moment moment) {
        if (state.group(id).isEmpty()) return new Refused(Problem.NO_SUCH_GROUP);
        if (!caller.boundTo(state)) return new Refused(Problem.NOT_BOUND);
        return state.runs().stream()
                .filter(run -> run.group().equals(id) && !moment.ended().test(run))
                .map(Occurrence::at)
                .min(Instant::compareTo)
                .<Decision>map(first -> new Accepted(new RunsCalledOff(id, first, moment.at())))
                .orElseGet(Unchanged::new);
    }
}
