package io.carillon.schedule;

import io.carillon.Components;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A group in which every field is set, and copies of it that differ in one field each. */
public final class GroupFields {
    /** Fields that no request holds: the service sets them. */
    public static final List<String> OF_THE_SERVICE =
            List.of("id", "createdAt", "updatedAt", "tasks.name", "tasks.effectiveFrom", "tasks.once");

    private static final LocalDate DAY = LocalDate.of(2026, 6, 1);
    public static final Group BASE = group(0, new Sun(Sun.Event.DUSK, -15, LocalTime.NOON, LocalTime.of(22, 0)), null);

    private static final Group OTHER =
            group(1, new Sun(Sun.Event.DAWN, 15, LocalTime.of(1, 0), LocalTime.of(23, 0)), true);

    private GroupFields() {}

    private static Group group(int more, Sun sun, @Nullable Boolean ignoreCalendar) {
        Instant at = Instant.parse("2026-06-01T12:00:00Z").plusSeconds(more);
        LocalDate day = DAY.plusDays(more);
        return new Group(
                GroupId.of(new UUID(1, more), Schedules.DEVICE),
                new WeekMask(1 + more),
                new Dates(
                        day,
                        day.plusYears(1),
                        List.of(day.plusDays(3)),
                        day.atTime(12, 30),
                        more == 0 ? "FREQ=DAILY" : "FREQ=WEEKLY",
                        60 + more,
                        ignoreCalendar),
                more == 0,
                List.of(new Task(
                        new TaskName("task-" + more),
                        "1" + more,
                        "2" + more,
                        "{\"a\":" + more + "}",
                        at,
                        at,
                        "3" + more,
                        sun)),
                at,
                at,
                "Küche " + more,
                new Promise(60 + more, more == 0, more == 0, 30 + more));
    }

    /** By the field's path, such as {@code dates.rrule}. */
    public static Map<String, Group> changed() {
        return Components.changed(BASE, OTHER);
    }
}
