package io.carillon.schedule;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Short ways to say a schedule in a test. */
final class Schedules {
    static final DeviceId DEVICE = new DeviceId("lamp-7");
    static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private Schedules() {}

    /** Of a device without a spread. */
    static Timing in(ZoneId zone) {
        return new Timing(zone, Duration.ZERO);
    }

    static GroupId groupId(int number) {
        return GroupId.of(new UUID(number, number), DEVICE);
    }

    static TaskName name(String name) {
        return new TaskName(name);
    }

    /** A task named by its time, as {@code 07:30}, that owes what comes after {@link #CREATED}. */
    static Task at(String time) {
        return task(time, time);
    }

    static Task task(String name, String time) {
        return Plain.task(name(name), time.substring(0, 2), time.substring(3), "{\"on\":1}", CREATED, null);
    }

    static Group group(int number, WeekMask days, Task... tasks) {
        return Plain.group(groupId(number), days, Dates.ALL, true, List.of(tasks), CREATED, CREATED);
    }

    static Group within(Dates dates, Group group) {
        return Plain.group(
                group.id(), group.days(), dates, group.enabled(), group.tasks(), group.createdAt(), group.updatedAt());
    }

    /** As {@code 2026-06-01..2026-06-30}; either may be missing. */
    static Dates between(String range) {
        String[] ends = range.split("\\.\\.", -1);
        return new Dates(date(ends[0]), date(ends[1]), List.of(), null);
    }

    static Dates except(String... dates) {
        return new Dates(null, null, Stream.of(dates).map(LocalDate::parse).toList(), null);
    }

    static Dates pausedUntil(String local) {
        return new Dates(null, null, List.of(), LocalDateTime.parse(local));
    }

    /** Names these of the fields of {@code values}; without any, nothing. */
    static DatesEdit edit(Dates values, String... components) {
        List<String> named = List.of(components);
        return new DatesEdit(
                edit(named.contains("start"), values.start()),
                edit(named.contains("end"), values.end()),
                edit(named.contains("except"), values.except()),
                edit(named.contains("pausedUntil"), values.pausedUntil()),
                edit(named.contains("rrule"), values.rrule()),
                edit(named.contains("jitter"), values.jitter()),
                edit(named.contains("ignoreCalendar"), values.ignoreCalendar()));
    }

    private static <T> Edit<T> edit(boolean named, @Nullable T value) {
        return named ? Edit.to(value) : Edit.unnamed();
    }

    /** The fields' names, as {@link #edit} takes them. */
    static String[] fieldsOfDates() {
        return Stream.of(Dates.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toArray(String[]::new);
    }

    private static @Nullable LocalDate date(String text) {
        return text.isEmpty() ? null : LocalDate.parse(text);
    }

    static DeviceState device(Group... groups) {
        DeviceState state = DeviceState.EMPTY;
        for (Group group : groups) state = state.withGroup(group, CREATED);
        return state;
    }

    static Task from(Instant at, Task task) {
        return task.from(at, null);
    }

    static Agenda agenda(DeviceState state, Timing service) {
        return new Agenda(state, state.timing(service).orElseThrow());
    }

    /** What changing to {@code after} ends of what {@code before} owes from {@code from} to {@code to}. */
    static List<Occurrence> ended(DeviceState before, DeviceState after, Timing service, Instant from, Instant to) {
        return agenda(before, service).owed(from, to, Integer.MAX_VALUE).stream()
                .filter(occurrence -> !after.keeps(occurrence, before))
                .toList();
    }

    static Group off(Group group) {
        return group.disabled(group.updatedAt());
    }

    static TaskDraft unnamed(String fresh, Task like) {
        return new TaskDraft(Optional.empty(), name(fresh), like.hour(), like.minute(), like.commands());
    }

    static TaskDraft keeping(Task task) {
        return keeping(task.name(), task);
    }

    static TaskDraft keeping(TaskName name, Task like) {
        return new TaskDraft(Optional.of(name), name("unused"), like.hour(), like.minute(), like.commands());
    }

    static List<TaskDraft> unnamed(int count, Task like) {
        List<TaskDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) drafts.add(unnamed("new-" + i, like));
        return drafts;
    }
}
