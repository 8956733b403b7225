package io.carillon.schedule;

import io.carillon.schedule.Change.CreateGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a device remembers of a creation that carried an {@code Idempotency-Key} (contract 1, <i>Other extensions</i>): as
 * much as a repeat, which brings the fields again, needs to be given the first answer. Stored: names never change.
 *
 * @param fingerprint tells the same fields from others
 * @param names of the group's tasks, in their order
 */
public record Creation(String key, String fingerprint, GroupId group, List<TaskName> names, Instant at) {
    static final Duration REMEMBERED = Duration.ofHours(24);

    public Creation {
        names = List.copyOf(names);
    }

    static Creation of(String key, Group made, CreateGroup create) {
        return new Creation(
                key,
                fingerprint(create),
                made.id(),
                made.tasks().stream().map(Task::name).toList(),
                made.createdAt());
    }

    boolean isOf(CreateGroup repeat) {
        return fingerprint.equals(fingerprint(repeat));
    }

    boolean isForgottenAt(Instant now) {
        return at.plus(REMEMBERED).isBefore(now);
    }

    /** The group as it was when it had just been made. */
    Group answer(CreateGroup repeat) {
        List<Task> tasks = IntStream.range(0, names.size())
                .mapToObj(i -> repeat.tasks().get(i).named(names.get(i), at))
                .toList();
        return new Group(group, repeat.days(), repeat.dates(), true, tasks, at, at);
    }

    private static String fingerprint(CreateGroup create) {
        StringBuilder fields = new StringBuilder().append(create.days().bits());
        for (TaskDraft task : create.tasks())
            fields.append('\n')
                    .append(task.hour())
                    .append(':')
                    .append(task.minute())
                    .append(' ')
                    .append(task.commands().length())
                    .append(' ')
                    .append(task.commands());
        if (!create.dates().equals(Dates.ALL)) append(fields, create.dates());
        byte[] digest = Fingerprint.sha256().digest(fields.toString().getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }

    private static void append(StringBuilder fields, Dates dates) {
        fields.append("\nfrom ").append(dates.start()).append(" to ").append(dates.end());
        fields.append(" except ")
                .append(dates.except())
                .append(" paused until ")
                .append(dates.pausedUntil());
    }
}
