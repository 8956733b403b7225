package io.carillon.schedule;

import io.carillon.schedule.Change.CreateGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a device remembers of a POST that carried an {@code Idempotency-Key} (contract 1, <i>Other extensions</i>): as much
 * as a repeat, which brings the fields again, needs to be given the first answer. Stored: names never change.
 *
 * @param fingerprint tells the same wish from others
 * @param names of a created group's tasks, in their order; none where something was done by hand
 */
public record KeyedPost(String key, String fingerprint, GroupId group, List<TaskName> names, Instant at) {
    static final Duration REMEMBERED = Duration.ofHours(24);

    public KeyedPost {
        names = List.copyOf(names);
    }

    static KeyedPost of(String key, Group made, CreateGroup create) {
        return new KeyedPost(
                key,
                fingerprint(create),
                made.id(),
                made.tasks().stream().map(Task::name).toList(),
                made.createdAt());
    }

    /** @param wish in words that tell it from others of its kind */
    static KeyedPost byHand(String key, GroupId group, String wish, Instant at) {
        return new KeyedPost(key, fingerprint(wish), group, List.of(), at);
    }

    boolean isOf(CreateGroup repeat) {
        return fingerprint.equals(fingerprint(repeat));
    }

    boolean isOf(String wish) {
        return fingerprint.equals(fingerprint(wish));
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
        return fingerprint(fields.toString());
    }

    private static String fingerprint(String text) {
        byte[] digest = Fingerprint.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
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
