package io.carillon.schedule;

import io.carillon.schedule.GroupChange.CreateGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a device remembers of a POST with an {@code Idempotency-Key} (contract 1, <i>Other extensions</i>): enough to
 * give a repeat, which brings the fields again, the first answer. Stored: names never change.
 *
 * @param user whose key it is; null in older entries
 * @param fingerprint of the request's fields
 * @param names of a created group's tasks, in order; empty for skips and runs
 * @param scheduledAt the instant skipped or run; null of a creation, and where there was none
 */
public record KeyedPost(
        @Nullable UserId user,
        String key,
        String fingerprint,
        GroupId group,
        List<TaskName> names,
        Instant at,
        @Nullable Instant scheduledAt) {
    static final Duration REMEMBERED = Duration.ofHours(24);

    public KeyedPost {
        names = List.copyOf(names);
    }

    static KeyedPost of(UserId user, String key, Group made, CreateGroup create) {
        return new KeyedPost(
                user,
                key,
                fingerprint(create),
                made.id(),
                made.tasks().stream().map(Task::name).toList(),
                made.createdAt(),
                null);
    }

    /**
     * Early outcome of skip and run: caller not bound, or key already used.
     *
     * @param wish a text that identifies what was asked for
     */
    static Optional<Decision> used(
            Optional<String> key, String wish, Group group, DeviceState state, Caller caller, Moment moment) {
        if (!caller.boundTo(state)) return Optional.of(new Decision.Refused(Problem.NOT_BOUND));
        return repeated(
                key.flatMap(used -> state.keyedPost(caller.user(), used, moment.at())),
                first -> first.group().equals(group.id()) && first.isOf(wish),
                first -> new Decision.Repeated(group, first.scheduledAt()));
    }

    static Optional<Decision> repeated(
            Optional<KeyedPost> first, Predicate<KeyedPost> same, Function<KeyedPost, Decision> answer) {
        return first.map(known -> same.test(known) ? answer.apply(known) : new Decision.Refused(Problem.KEY_REUSED));
    }

    /** @param wish a text that identifies what was asked for */
    static Optional<KeyedPost> fresh(
            Optional<String> key,
            String wish,
            GroupId group,
            Caller caller,
            Instant at,
            @Nullable Instant scheduledAt) {
        return key.map(
                fresh -> new KeyedPost(caller.user(), fresh, fingerprint(wish), group, List.of(), at, scheduledAt));
    }

    /** Approximate size in bytes. */
    int weight() {
        return 400
                + key.length()
                + 90 * names.size()
                + (user == null ? 0 : user.value().length());
    }

    boolean isOf(CreateGroup repeat) {
        return fingerprint.equals(fingerprint(repeat));
    }

    boolean isOf(String wish) {
        return fingerprint.equals(fingerprint(wish));
    }

    boolean isBy(UserId caller) {
        return user == null || user.equals(caller);
    }

    KeyedPost noLaterThan(Instant latest) {
        return at.isAfter(latest) ? new KeyedPost(user, key, fingerprint, group, names, latest, scheduledAt) : this;
    }

    boolean isForgottenAt(Instant now) {
        return at.plus(REMEMBERED).isBefore(now);
    }

    /** The group as it was right after its creation. */
    Group answer(CreateGroup repeat) {
        List<Task> tasks = IntStream.range(0, names.size())
                .mapToObj(i -> repeat.tasks().get(i).named(names.get(i), at))
                .toList();
        return new Group(
                group,
                repeat.days(),
                repeat.dates(),
                repeat.isEnabled(),
                tasks,
                at,
                at,
                repeat.label().of(null),
                repeat.promise());
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
        if (!create.isEnabled()) fields.append("\noff");
        append(fields, "label", create.label().value());
        for (int i = 0; i < create.tasks().size(); i++) {
            String index = " " + i;
            TaskDraft task = create.tasks().get(i);
            task.named(task.fresh(), Instant.EPOCH).more((name, value) -> append(fields, name + index, value));
        }
        if (!create.promise().equals(Promise.PLAIN)) append(fields, create.promise());
        return fingerprint(fields.toString());
    }

    private static String fingerprint(String text) {
        byte[] digest = Fingerprint.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }

    private static void append(StringBuilder fields, Promise promise) {
        fields.append("\nvalid for ").append(promise.validFor());
        fields.append(" latest only ").append(promise.latestOnly());
        fields.append(" confirm ").append(promise.confirm());
        fields.append(" retry every ").append(promise.retryEvery());
    }

    private static void append(StringBuilder fields, Dates dates) {
        fields.append("\nfrom ").append(dates.start()).append(" to ").append(dates.end());
        fields.append(" except ")
                .append(dates.except())
                .append(" paused until ")
                .append(dates.pausedUntil());
        dates.more((name, value) -> append(fields, name, value));
    }

    private static void append(StringBuilder fields, String name, @Nullable Object value) {
        if (value != null) fields.append('\n').append(name).append(' ').append(value);
    }
}
