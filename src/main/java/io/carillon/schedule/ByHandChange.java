package io.carillon.schedule;

import java.time.Duration;
import java.util.Optional;

/** A skip or a run by hand, or what undoes one. The answer is the group. */
public sealed interface ByHandChange extends Change {
    GroupId id();

    @Override
    default Optional<Group> answer(DeviceState state) {
        return state.group(id());
    }

    /**
     * Skips the group's next instant; changes nothing where there is none.
     *
     * @param key a repeat with it within 24 h changes nothing
     */
    record SkipNext(GroupId id, Optional<String> key) implements ByHandChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.skip(this, state, caller, moment);
        }
    }

    /** Brings back all of the group's skipped instants to come. */
    record UndoSkips(GroupId id) implements ByHandChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.bringBack(id, state, caller, moment);
        }
    }

    /**
     * Has the group's commands published now, once.
     *
     * @param task the only one to run; empty for all
     * @param key a repeat with it within 24 h changes nothing
     */
    record RunNow(GroupId id, Optional<TaskName> task, Optional<String> key) implements ByHandChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.run(id, task, Duration.ZERO, key, state, caller, moment);
        }
    }

    /**
     * The same, later. A record of its own: an older node would take a {@link RunNow} with a delay for one without.
     *
     * @param in from {@link #LEAST_IN} to {@link #MOST_IN} seconds
     */
    record RunLater(GroupId id, Optional<TaskName> task, int in, Optional<String> key) implements ByHandChange {
        public static final int LEAST_IN = 1;
        public static final int MOST_IN = 604_800;

        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.run(id, task, Duration.ofSeconds(in), key, state, caller, moment);
        }
    }

    /** Ends the group's runs: cancels those to come and withdraws those that are due and open. */
    record CallOffRuns(GroupId id) implements ByHandChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.callOff(id, state, caller, moment);
        }
    }
}
