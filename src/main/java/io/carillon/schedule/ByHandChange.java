package io.carillon.schedule;

import java.time.Duration;
import java.util.Optional;

/** A skip or a run by hand, and what undoes them. All answer with the group. */
public sealed interface ByHandChange extends Change {
    GroupId id();

    @Override
    default Optional<Group> answer(DeviceState state) {
        return state.group(id());
    }

    /**
     * Leaves out what the group would do next; changes nothing where that is nothing.
     *
     * @param key with which a repeat within 24 h changes nothing
     */
    record SkipNext(GroupId id, Optional<String> key) implements ByHandChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.skip(this, state, caller, moment);
        }
    }

    /** Brings back all instants to come that the group leaves out. */
    record UndoSkips(GroupId id) implements ByHandChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.bringBack(id, state, caller, moment);
        }
    }

    /**
     * Has the group's commands published now, once.
     *
     * @param task which alone; empty for all
     * @param key with which a repeat within 24 h changes nothing
     */
    record RunNow(GroupId id, Optional<TaskName> task, Optional<String> key) implements ByHandChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.run(id, task, Duration.ZERO, key, state, caller, moment);
        }
    }

    /**
     * The same after a while. Not a {@link RunNow}, which an older node would take for one of now.
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

    /** Ends the group's runs: calls off those to come and withdraws those that are due and still open. */
    record CallOffRuns(GroupId id) implements ByHandChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return ByHand.callOff(id, state, caller, moment);
        }
    }
}
