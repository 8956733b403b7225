package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.DeviceChange.ClearDevice;
import io.carillon.schedule.GroupChange.CreateGroup;
import io.carillon.schedule.GroupChange.CreateGroupOnce;
import io.carillon.schedule.GroupChange.DeleteGroup;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Contract 1, {@code Idempotency-Key}: a repeat answers the first success and creates nothing. */
class CreateGroupOnceTest {
    private static final Timing ZONE = Schedules.in(ZoneOffset.UTC);
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final DeviceId DEVICE = new DeviceId("lamp");
    private static final Caller ANN = new Caller(new UserId("ann"), false, null);
    private static final Caller ADMIN = new Caller(new UserId("root"), true, null);
    private static final DeviceState BOUND = DeviceState.EMPTY.withUsers(Set.of(ANN.user()), Instant.EPOCH);

    private final CreateGroupOnce first = wish("key", "7");
    private final DeviceState once = after(BOUND, first, NOW);
    private final Group answer = first.answer(once).orElseThrow();

    @Test
    void aRepeatIsGivenTheFirstAnswer() {
        assertThat(repeated(once, wish("key", "7"))).isEqualTo(answer);
    }

    @Test
    void aRepeatAfterADeleteIsGivenTheFirstAnswerToo() {
        DeviceState deleted = after(once, new DeleteGroup(answer.id()), NOW.plusSeconds(1));
        assertThat(repeated(deleted, wish("key", "7"))).isEqualTo(answer);
    }

    @Test
    void aRepeatByNobodyWhoIsBoundIsRefusedFirst() {
        DeviceState cleared = apply(once, new ClearDevice(), ADMIN, NOW.plusSeconds(1));
        assertThat(decide(cleared, wish("key", "7"), NOW.plusSeconds(5)))
                .isEqualTo(new Decision.Refused(Problem.NOT_BOUND));
    }

    @Test
    void theSameKeyWithOtherFieldsIsRefused() {
        Decision reused = new Decision.Refused(Problem.KEY_REUSED);
        assertThat(decide(once, wish("key", "07"), NOW.plusSeconds(5))).isEqualTo(reused);
        CreateGroup everyDay = Plain.create(
                id(),
                WeekMask.EVERY_DAY,
                Dates.ALL,
                Optional.empty(),
                first.create().tasks());
        assertThat(decide(once, new CreateGroupOnce(everyDay, "key"), NOW.plusSeconds(5)))
                .isEqualTo(reused);
    }

    @Test
    void theDatesAreFieldsLikeTheOthers() {
        Dates june = Schedules.between("2026-06-01..2026-06-30");
        CreateGroupOnce dated = within(june);
        DeviceState made = after(BOUND, dated, NOW);

        assertThat(repeated(made, within(june))).isEqualTo(dated.answer(made).orElseThrow());
        for (Dates other : List.of(
                Dates.ALL,
                Schedules.between("2026-06-01..2026-06-29"),
                Schedules.except("2026-06-01"),
                Schedules.pausedUntil("2026-06-01T00:00:00")))
            assertThat(decide(made, within(other), NOW.plusSeconds(5)))
                    .isEqualTo(new Decision.Refused(Problem.KEY_REUSED));
    }

    @Test
    void aGroupThatIsMadeOffIsAnsweredOffAndIsAnotherThanOneThatIsOn() {
        CreateGroupOnce off = enabled(Optional.of(false));
        DeviceState made = after(BOUND, off, NOW);

        assertThat(repeated(made, enabled(Optional.of(false))))
                .isEqualTo(off.answer(made).orElseThrow());
        assertThat(decide(made, first, NOW.plusSeconds(5))).isEqualTo(new Decision.Refused(Problem.KEY_REUSED));
        assertThat(repeated(once, enabled(Optional.of(true)))).isEqualTo(answer);
    }

    private CreateGroupOnce enabled(Optional<Boolean> enabled) {
        return new CreateGroupOnce(
                Plain.create(
                        id(), WeekMask.ONCE, Dates.ALL, enabled, first.create().tasks()),
                "key");
    }

    /** Fingerprints are stored: one without dates is what it was before there were any. */
    @Test
    void theFingerprintOfAGroupWithoutDatesNeverChanges() {
        assertThat(once.creations().get(0).fingerprint()).isEqualTo("uNWcQ4u30CQpPXCIQF3w5B1ZJQe97bv3rxTTalqKv6M=");
    }

    private CreateGroupOnce within(Dates dates) {
        return new CreateGroupOnce(
                Plain.create(
                        id(),
                        WeekMask.ONCE,
                        dates,
                        Optional.empty(),
                        first.create().tasks()),
                "key");
    }

    @Test
    void anotherKeyWithTheSameFieldsCreatesAnotherGroup() {
        assertThat(after(once, wish("other", "7"), NOW.plusSeconds(5)).groups()).hasSize(2);
    }

    @Test
    void after24HoursTheKeyIsForgotten() {
        Instant day = NOW.plus(Duration.ofHours(24));
        assertThat(decide(once, wish("key", "7"), day)).isInstanceOf(Decision.Repeated.class);
        DeviceState twice = after(once, wish("key", "7"), day.plusMillis(1));
        assertThat(twice.groups()).hasSize(2);
        assertThat(twice.creations()).hasSize(1);
    }

    @Test
    void aRefusedCreationIsNotRemembered() {
        DeviceState full = BOUND;
        for (int i = 0; i < Limits.MAX_GROUPS; i++)
            full = after(full, wish("key", "7").create(), NOW.plusSeconds(i));
        assertThat(decide(full, first, NOW.plusSeconds(200))).isEqualTo(new Decision.Refused(Problem.TOO_MANY_GROUPS));
    }

    @Test
    void aDeviceRemembersSoManyKeysAndNoMore() {
        DeviceState busy = BOUND;
        for (int i = 0; i < Limits.MAX_KEYS; i++) {
            busy = after(busy, wish("key " + i, "7"), NOW.plusSeconds(2 * i));
            busy = after(busy, new DeleteGroup(busy.groups().get(0).id()), NOW.plusSeconds(2 * i + 1));
        }
        assertThat(decide(busy, wish("one more", "7"), NOW.plusSeconds(5000)))
                .isEqualTo(new Decision.Refused(Problem.TOO_MANY_KEYS));
    }

    /** All that an answer shows; the instants of once-tasks it does not. */
    private static Group repeated(DeviceState state, Change change) {
        Decision.Repeated repeated = (Decision.Repeated) decide(state, change, NOW.plusSeconds(5));
        Group first = repeated.answer();
        return first.withTasks(
                task -> task.from(task.effectiveFrom(), ZONE.once(first.dates(), task, task.effectiveFrom())));
    }

    @Test
    void aKeyIsItsUsersOwnAndADevicesThatIsSoldOnIsForgotten() {
        Caller bob = new Caller(new UserId("bob"), false, true);
        assertThat(first.decide(once, bob, Plain.moment(NOW.plusSeconds(5), ZONE)))
                .isInstanceOf(Decision.Accepted.class);
        DeviceState cleared = apply(once, new ClearDevice(), ADMIN, NOW.plusSeconds(1));
        assertThat(cleared.creations()).isEmpty();
    }

    /** Each wish brings ids of its own, as each request does. */
    private static CreateGroupOnce wish(String key, String hour) {
        TaskDraft draft = new TaskDraft(Optional.empty(), TaskName.of(UUID.randomUUID()), hour, "0", "{}");
        return new CreateGroupOnce(Plain.create(id(), WeekMask.ONCE, Dates.ALL, Optional.empty(), List.of(draft)), key);
    }

    private static GroupId id() {
        return GroupId.of(UUID.randomUUID(), DEVICE);
    }

    private static Decision decide(DeviceState state, Change change, Instant at) {
        return change.decide(state, ANN, Plain.moment(at, ZONE));
    }

    private static DeviceState after(DeviceState state, Change change, Instant at) {
        return apply(state, change, ANN, at);
    }

    private static DeviceState apply(DeviceState state, Change change, Caller caller, Instant at) {
        return ((Decision.Accepted) change.decide(state, caller, Plain.moment(at, ZONE)))
                .event()
                .applyTo(state);
    }
}
