package io.carillon.schedule;

import io.carillon.schedule.DeviceChange.EditDevice;
import io.carillon.schedule.GroupChange.CreateGroup;
import io.carillon.schedule.GroupChange.EditGroup;
import io.carillon.schedule.GroupChange.UpdateGroup;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values without any of the optional fields. */
public final class Plain {
    private Plain() {}

    public static Task task(
            TaskName name, String hour, String minute, String commands, Instant effectiveFrom, @Nullable Instant once) {
        return new Task(name, hour, minute, commands, effectiveFrom, once, null, null);
    }

    public static Group group(
            GroupId id,
            WeekMask days,
            Dates dates,
            boolean enabled,
            List<Task> tasks,
            Instant createdAt,
            Instant updatedAt) {
        return new Group(id, days, dates, enabled, tasks, createdAt, updatedAt, null, null);
    }

    public static CreateGroup create(
            GroupId id, WeekMask days, Dates dates, Optional<Boolean> enabled, List<TaskDraft> tasks) {
        return new CreateGroup(id, days, dates, enabled, tasks, Edit.unnamed(), Promise.PLAIN);
    }

    public static UpdateGroup update(GroupId id, WeekMask days, Dates dates, boolean enabled, List<TaskDraft> tasks) {
        return new UpdateGroup(id, days, dates, enabled, tasks, Edit.unnamed(), Promise.PLAIN);
    }

    public static EditGroup edit(
            GroupId id,
            Optional<WeekMask> days,
            DatesEdit dates,
            Optional<Boolean> enabled,
            Optional<List<TaskDraft>> tasks) {
        return new EditGroup(id, days, dates, enabled, tasks, Edit.unnamed(), PromiseEdit.NONE);
    }

    /** The calendar stays. */
    public static EditDevice device(
            Edit<String> timeZone,
            Edit<Location> location,
            Edit<String> label,
            Edit<Days> days,
            Edit<LocalDateTime> pausedUntil) {
        return new EditDevice(timeZone, location, label, days, pausedUntil, Edit.unnamed());
    }

    public static EditDevice following(@Nullable Calendar calendar) {
        return new EditDevice(
                Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.to(calendar));
    }

    public static EditDevice zone(@Nullable String zone) {
        return device(Edit.to(zone), Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.unnamed());
    }

    /** Only the device's state is known. */
    public static Moment moment(Instant at, Timing service) {
        return new Moment(at, service, Instant.EPOCH, occurrence -> false);
    }

    /** When a plain time of day on days that {@code dates} allow next falls due. */
    public static Instant next(WeekMask days, Dates dates, LocalTime time, ZoneId zone, Instant after) {
        return Recurrence.next(new When(days, dates, time, null, new Timing(zone, Duration.ZERO)), after);
    }

    public static EventWrite write(
            DeviceEvent event,
            Instant owedFrom,
            Instant passed,
            List<Firing> lines,
            Set<UserId> bound,
            Set<UserId> unbound,
            boolean listed) {
        return write(event, owedFrom, passed, lines, bound, unbound, listed, Edit.unnamed());
    }

    public static EventWrite write(
            DeviceEvent event,
            Instant owedFrom,
            Instant passed,
            List<Firing> lines,
            Set<UserId> bound,
            Set<UserId> unbound,
            boolean listed,
            Edit<Calendar> follows) {
        return new EventWrite(event, owedFrom, passed, lines, bound, unbound, listed, follows, null);
    }
}
