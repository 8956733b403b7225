package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Components;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node's room is counted by it: no field of what a device keeps is forgotten, nor will the next one be. */
class WeightTest {
    private static final Instant AT = Instant.parse("2026-06-01T12:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 6, 1);
    private static final Occurrence RUN = new Occurrence(Schedules.groupId(1), Schedules.name("a"), AT, true);
    private static final Sun SUN = new Sun(Sun.Event.DUSK, -15, LocalTime.NOON, LocalTime.MIDNIGHT);
    private static final Task TASK = Plain.task(Schedules.name("a"), "1", "2", "{}", AT, null);
    private static final Task FULL_TASK =
            new Task(Schedules.name("b"), "2", "3", "{\"a\":1}", AT.plusMillis(1), AT, "9", SUN);
    private static final Dates DATES = new Dates(DAY, DAY, List.of(DAY), DAY.atStartOfDay(), "FREQ=DAILY", 60, true);
    private static final Group GROUP = Schedules.group(1, WeekMask.ONCE);
    private static final Group FULL_GROUP = new Group(
            Schedules.groupId(2),
            WeekMask.EVERY_DAY,
            DATES,
            false,
            List.of(TASK),
            AT,
            AT,
            "Küche",
            new Promise(60, true, true, 30));
    private static final DeviceSettings SETTINGS = new DeviceSettings(
            new Location(1, 2),
            "Küche",
            Days.of(Map.of(DAY, DayKind.NONE)),
            DAY.atStartOfDay(),
            new Calendar(new CalendarName("de"), 1));
    private static final KeyedPost POST = new KeyedPost(null, "k", "f", GROUP.id(), List.of(), AT, null);
    private static final KeyedPost FULL_POST = new KeyedPost(
            new UserId("ann"), "key", "print", FULL_GROUP.id(), List.of(TASK.name()), AT.plusMillis(1), AT);
    private static final DeviceState FULL = new DeviceState(
            "Europe/Berlin",
            List.of(FULL_GROUP),
            Set.of(new UserId("ann")),
            List.of(FULL_POST),
            List.of(RUN),
            List.of(new Skip(GROUP.id(), AT, AT)),
            AT,
            SETTINGS,
            List.of(new Planned(RUN, AT)));

    /**
     * @param fixed what takes the same whatever it is, so that it is counted with the record itself
     */
    private record Weighed<R>(R small, R full, ToIntFunction<R> weight, Set<String> fixed) {
        @Override
        public String toString() {
            return small.getClass().getSimpleName();
        }
    }

    static Stream<Weighed<?>> weighed() {
        return Stream.of(
                new Weighed<>(DeviceState.EMPTY, FULL, DeviceState::weight, Set.of("zone", "lastEventAt")),
                new Weighed<>(DeviceSettings.NONE, SETTINGS, DeviceSettings::weight, Set.of()),
                new Weighed<>(
                        GROUP, FULL_GROUP, Group::weight, Set.of("id", "days", "enabled", "createdAt", "updatedAt")),
                new Weighed<>(Dates.ALL, DATES, Dates::weight, Set.of("ignoreCalendar")),
                new Weighed<>(
                        TASK, FULL_TASK, Task::weight, Set.of("name", "hour", "minute", "second", "effectiveFrom")),
                new Weighed<>(POST, FULL_POST, KeyedPost::weight, Set.of("fingerprint", "group", "at", "scheduledAt")));
    }

    /** What takes about the same whatever is in it. */
    private static final Set<Class<?>> FIXED = Set.of(
            GroupId.class,
            TaskName.class,
            UserId.class,
            WeekMask.class,
            Occurrence.class,
            Skip.class,
            Planned.class,
            Promise.class,
            Sun.class,
            Location.class,
            Days.class,
            Calendar.class,
            CalendarName.class,
            DeviceId.class);

    @ParameterizedTest
    @MethodSource("weighed")
    <R> void everyFieldCounts(Weighed<R> weighed) {
        for (RecordComponent component : weighed.small.getClass().getRecordComponents()) {
            Object value = Components.value(component, weighed.full);
            assertThat(value)
                    .as("an example of " + component.getName())
                    .isNotEqualTo(Components.value(component, weighed.small));
            int with = weighed.weight.applyAsInt(Components.with(weighed.small, component, value));
            int without = weighed.weight.applyAsInt(weighed.small);
            if (weighed.fixed.contains(component.getName()))
                assertThat(with).as(component.getName()).isEqualTo(without);
            else assertThat(with).as(component.getName()).isGreaterThan(without);
        }
    }

    @Test
    void everyRecordOfADeviceIsWeighed() {
        Set<Class<?>> all = new HashSet<>(FIXED);
        weighed().forEach(one -> all.add(one.small.getClass()));
        Set<Class<?>> found = new HashSet<>();
        collect(DeviceState.class, found);

        assertThat(all).containsAll(found);
    }

    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType of)
            Arrays.stream(of.getActualTypeArguments()).forEach(part -> collect(part, found));
        if (type instanceof Class<?> record && record.isRecord() && found.add(record))
            for (RecordComponent component : record.getRecordComponents()) collect(component.getGenericType(), found);
    }
}
