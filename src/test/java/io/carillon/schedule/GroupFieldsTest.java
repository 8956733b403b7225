package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.GroupChange.CreateGroup;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** No field of a group is forgotten where groups are compared; {@code http.GroupFieldsTest} has the other places. */
class GroupFieldsTest {
    /** {@code updatedAt} moves with them. */
    private static final Set<String> NOT_IN_TAG = Set.of("tasks.effectiveFrom", "tasks.once");

    private static final Instant LATER = Instant.parse("2026-06-01T13:00:00Z");
    private static final UserId ANN = new UserId("ann");

    @Test
    void everyFieldIsInTheTag() {
        assertThat(missedBy(Group::tag)).containsExactlyInAnyOrderElementsOf(NOT_IN_TAG);
    }

    @Test
    void everyFieldButTheTimeOfTheUpdateIsInEquality() {
        assertThat(missedBy(group -> group.sameAs(GroupFields.BASE))).containsExactly("updatedAt");
    }

    @Test
    void everyFieldOfARequestIsInTheFingerprintOfAPost() {
        assertThat(missedBy(group -> KeyedPost.of(ANN, "key", GroupFields.BASE, create(group))))
                .containsExactlyInAnyOrderElementsOf(GroupFields.OF_THE_SERVICE);
    }

    @Test
    void aRepeatedPostIsAnsweredWithEveryField() {
        CreateGroup create = create(GroupFields.BASE);
        Group made = create.made(Schedules.in(ZoneOffset.UTC), LATER);

        assertThat(KeyedPost.of(ANN, "key", made, create).answer(create)).isEqualTo(made);
        assertThat(missedBy(group -> create(group).made(Schedules.in(ZoneOffset.UTC), LATER)))
                .containsExactlyInAnyOrder("createdAt", "updatedAt", "tasks.name", "tasks.effectiveFrom", "tasks.once");
    }

    /** What changes no task keeps what is owed: contract 2. A new field has to be decided on here. */
    @Test
    void aChangeOfThisFieldStartsTheTasksAnew() {
        assertThat(fields(field -> !field.startsWith("tasks.") && startsAnew(field)))
                .containsExactlyInAnyOrder(
                        "days",
                        "enabled",
                        "dates.start",
                        "dates.end",
                        "dates.except",
                        "dates.pausedUntil",
                        "dates.rrule",
                        "dates.jitter",
                        "dates.ignoreCalendar");
    }

    private static boolean startsAnew(String field) {
        Group next = Objects.requireNonNull(GroupFields.changed().get(field));
        Change change = new GroupChange.UpdateGroup(
                GroupFields.BASE.id(),
                next.days(),
                next.dates(),
                next.enabled(),
                next.tasks().stream().map(TaskDraft::keeping).toList(),
                Edit.to(next.label()),
                next.promised());
        Caller bound = new Caller(ANN, false, null);
        DeviceState device = Schedules.device(GroupFields.BASE).withUsers(Set.of(ANN), Schedules.CREATED);
        Decision decision = change.decide(device, bound, Plain.moment(LATER, Schedules.in(ZoneOffset.UTC)));
        return decision instanceof Decision.Accepted accepted
                && !accepted.event()
                        .applyTo(device)
                        .group(next.id())
                        .orElseThrow()
                        .tasks()
                        .equals(GroupFields.BASE.tasks());
    }

    private static CreateGroup create(Group group) {
        List<TaskDraft> drafts = group.tasks().stream()
                .map(task -> new TaskDraft(
                        Optional.empty(),
                        new TaskName("fresh"),
                        task.hour(),
                        task.minute(),
                        task.commands(),
                        Edit.to(task.second()),
                        Edit.to(task.sun())))
                .toList();
        return new CreateGroup(
                group.id(),
                group.days(),
                group.dates(),
                Optional.of(group.enabled()),
                drafts,
                Edit.to(group.label()),
                group.promised());
    }

    /** The fields that change nothing of what {@code told} tells. */
    private static List<String> missedBy(Function<Group, Object> told) {
        Map<String, Group> changed = GroupFields.changed();
        Object base = told.apply(GroupFields.BASE);
        return fields(
                field -> told.apply(Objects.requireNonNull(changed.get(field))).equals(base));
    }

    private static List<String> fields(Predicate<String> wanted) {
        return GroupFields.changed().keySet().stream().filter(wanted).toList();
    }
}
