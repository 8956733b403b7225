package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceEvent.UserBound;
import io.carillon.schedule.DeviceEvent.UserUnbound;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A change of the device itself; only administrators may make one. The answer holds no group. */
public sealed interface DeviceChange extends Change {
    /**
     * Sets some of the device's settings; those that it does not name stay.
     *
     * @param timeZone an IANA name; null: the service's
     * @param pausedUntil local date and time
     * @param calendar the one to follow, in its latest version at the time of the request
     */
    record EditDevice(
            Edit<String> timeZone,
            Edit<Location> location,
            Edit<String> label,
            Edit<Days> days,
            Edit<LocalDateTime> pausedUntil,
            Edit<Calendar> calendar)
            implements DeviceChange {
        /** An older node's form must fail to parse, rather than pass for an edit that names nothing. */
        public EditDevice {
            Objects.requireNonNull(timeZone);
            calendar = Edit.orUnnamed(calendar);
        }

        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return DeviceUpdate.decide(this, state, caller, moment);
        }

        DeviceSettings of(DeviceSettings old) {
            return new DeviceSettings(
                    location.of(old.location()),
                    label.of(old.label()),
                    Objects.requireNonNullElse(days.of(old.days()), Days.NONE),
                    pausedUntil.of(old.pausedUntil()),
                    calendar(old.calendar()));
        }

        /** The request may name an older version than the device follows by now. */
        private @Nullable Calendar calendar(@Nullable Calendar old) {
            Calendar next = calendar.of(old);
            return next != null && old != null && next.isBefore(old) ? old : next;
        }

        @Override
        public Optional<Calendar> needs() {
            return Optional.ofNullable(calendar.value());
        }
    }

    /** The device's calendar has a new version. Changes nothing where the device follows another calendar by now. */
    record TakeCalendar(Calendar calendar) implements DeviceChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            return DeviceUpdate.decide(this, state, caller, moment);
        }

        @Override
        public Optional<Calendar> needs() {
            return Optional.of(calendar);
        }
    }

    /** Also of a device that has nothing left: its journal and its firings still say what its owners had. */
    record ClearDevice() implements DeviceChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
            if (state.lastEventAt().equals(Instant.EPOCH)) return new Decision.Unchanged();
            return new Decision.Accepted(new DeviceCleared(moment.at()));
        }
    }

    record BindUser(UserId user) implements DeviceChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
            if (state.users().contains(user)) return new Decision.Unchanged();
            if (state.users().size() == Limits.MAX_USERS) return new Decision.Refused(Problem.TOO_MANY_USERS);
            return new Decision.Accepted(new UserBound(user, moment.at()));
        }

        @Override
        public boolean mayEnd() {
            return false;
        }
    }

    record UnbindUser(UserId user) implements DeviceChange {
        @Override
        public Decision decide(DeviceState state, Caller caller, Moment moment) {
            if (!caller.admin()) return new Decision.Refused(Problem.NOT_ADMIN);
            if (!state.users().contains(user)) return new Decision.Unchanged();
            return new Decision.Accepted(new UserUnbound(user, moment.at()));
        }

        @Override
        public boolean mayEnd() {
            return false;
        }
    }
}
