package io.carillon.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Short ways to say a schedule in a test. */
final class Schedules {
    static final DeviceId DEVICE = new DeviceId("lamp-7");
    static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private Schedules() {}

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
        return new Task(name(name), time.substring(0, 2), time.substring(3), "{\"on\":1}", CREATED);
    }

    static Group group(int number, WeekMask days, Task... tasks) {
        return new Group(groupId(number), days, true, List.of(tasks), CREATED, CREATED);
    }

    static DeviceState device(Group... groups) {
        DeviceState state = DeviceState.EMPTY;
        for (Group group : groups) state = state.withGroup(group, CREATED);
        return state;
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
