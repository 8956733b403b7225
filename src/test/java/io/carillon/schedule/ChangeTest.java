package io.carillon.schedule;

import static io.carillon.schedule.Schedules.CREATED;
import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.between;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.except;
import static io.carillon.schedule.Schedules.group;
import static io.carillon.schedule.Schedules.groupId;
import static io.carillon.schedule.Schedules.in;
import static io.carillon.schedule.Schedules.keeping;
import static io.carillon.schedule.Schedules.name;
import static io.carillon.schedule.Schedules.off;
import static io.carillon.schedule.Schedules.task;
import static io.carillon.schedule.Schedules.unnamed;
import static io.carillon.schedule.Schedules.within;
import static io.carillon.schedule.WeekMask.EVERY_DAY;
import static io.carillon.schedule.WeekMask.ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Decision.Accepted;
import io.carillon.schedule.Decision.Refused;
import io.carillon.schedule.Decision.Unchanged;
import io.carillon.schedule.DeviceChange.BindUser;
import io.carillon.schedule.DeviceChange.ClearDevice;
import io.carillon.schedule.DeviceChange.UnbindUser;
import io.carillon.schedule.GroupChange.DeleteGroup;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract 1, <i>Request fields</i> and <i>Devices and bindings</i>, and contract 2 on what a change touches. */
class ChangeTest {
    private static final ZoneId SERVICE = ZoneId.of("Asia/Shanghai");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.123Z");
    private static final UserId ANN = new UserId("ann");
    private static final Caller BOUND = new Caller(ANN, false, null);
    private static final Caller STRANGER = new Caller(new UserId("zoe"), false, null);
    private static final Caller ADMIN = new Caller(new UserId("root"), true, null);

    private static final Task SEVEN = task("seven", "07:00");
    private static final Task EIGHT = task("eight", "08:00");
    private static final Task NINE = task("nine", "09:00");
    private static final Instant TOMORROW_AT_7 = Instant.parse("2026-06-01T23:00:00Z");
    private static final Instant TOMORROW_AT_8 = Instant.parse("2026-06-02T00:00:00Z");
    private static final Group STORED = group(1, EVERY_DAY, SEVEN, EIGHT, NINE);

    @Nested
    class Creating {
        @Test
        void aNewGroupIsEnabledAndOwesFromTheMomentOfTheChange() {
            Group made = after(
                    annsDevice(),
                    Plain.create(
                            groupId(1),
                            EVERY_DAY,
                            Dates.ALL,
                            Optional.empty(),
                            List.of(unnamed("a", SEVEN), unnamed("b", EIGHT))));

            assertThat(made)
                    .isEqualTo(Plain.group(
                            groupId(1),
                            EVERY_DAY,
                            Dates.ALL,
                            true,
                            List.of(Schedules.from(NOW, renamed("a", SEVEN)), Schedules.from(NOW, renamed("b", EIGHT))),
                            NOW,
                            NOW));
        }

        @Test
        void aNewGroupIsOffWhereTheRequestSaysSo() {
            Change create = Plain.create(groupId(1), ONCE, Dates.ALL, Optional.of(false), List.of(unnamed("a", SEVEN)));

            assertThat(after(annsDevice(), create).enabled()).isFalse();
        }

        @Test
        void aNewGroupComesLastAndLeavesTheOthersAlone() {
            DeviceState state = annsDevice(STORED);

            DeviceState next = applied(
                    state,
                    Plain.create(groupId(2), EVERY_DAY, Dates.ALL, Optional.empty(), List.of(unnamed("a", SEVEN))));

            assertThat(next.groups()).extracting(Group::id).containsExactly(groupId(1), groupId(2));
            assertThat(next.group(groupId(1))).contains(STORED);
        }

        @Test
        void aHundredGroupsAreAllowedAndOneMoreIsNot() {
            Group[] full = IntStream.range(0, 100)
                    .mapToObj(number -> group(number, EVERY_DAY, SEVEN))
                    .toArray(Group[]::new);
            Change oneMore =
                    Plain.create(groupId(100), EVERY_DAY, Dates.ALL, Optional.empty(), List.of(unnamed("a", SEVEN)));

            assertThat(decide(annsDevice(List.of(full).subList(0, 99).toArray(Group[]::new)), oneMore))
                    .isInstanceOf(Accepted.class);
            assertThat(decide(annsDevice(full), oneMore)).isEqualTo(new Refused(Problem.TOO_MANY_GROUPS));
        }

        @Test
        void fiveHundredTasksAreAllowedAndOneMoreIsNot() {
            DeviceState state =
                    annsDevice(Plain.group(groupId(1), ONCE, Dates.ALL, false, tasks(450, SEVEN), CREATED, CREATED));

            assertThat(decide(state, Plain.create(groupId(2), ONCE, Dates.ALL, Optional.empty(), unnamed(50, SEVEN))))
                    .isInstanceOf(Accepted.class);
            assertThat(decide(state, Plain.create(groupId(2), ONCE, Dates.ALL, Optional.empty(), unnamed(51, SEVEN))))
                    .isEqualTo(new Refused(Problem.TOO_MANY_TASKS));
        }

        @Test
        void aQuarterMebibyteOfCommandsIsAllowedAndOneByteMoreIsNot() {
            Task most = saying("é".repeat(128 * 1024 - 1), SEVEN);
            DeviceState state = annsDevice(group(1, EVERY_DAY, most));

            assertThat(decide(
                            state,
                            Plain.create(
                                    groupId(2),
                                    ONCE,
                                    Dates.ALL,
                                    Optional.empty(),
                                    List.of(unnamed("a", saying("{}", EIGHT))))))
                    .isInstanceOf(Accepted.class);
            assertThat(decide(
                            state,
                            Plain.create(
                                    groupId(2),
                                    ONCE,
                                    Dates.ALL,
                                    Optional.empty(),
                                    List.of(unnamed("a", saying("[1]", EIGHT))))))
                    .isEqualTo(new Refused(Problem.TOO_MANY_COMMAND_BYTES));
        }

        private static List<Task> tasks(int count, Task like) {
            return IntStream.range(0, count)
                    .mapToObj(i -> renamed("t" + i, like))
                    .toList();
        }
    }

    @Nested
    class WhichTaskIsWhich {
        @Test
        void theSamePutWithoutNamesChangesNothing() {
            assertThat(decide(annsDevice(STORED), put(unnamed("a", SEVEN), unnamed("b", EIGHT), unnamed("c", NINE))))
                    .isEqualTo(new Unchanged());
        }

        @Test
        void theSamePutWithNamesChangesNothing() {
            assertThat(decide(annsDevice(STORED), put(keeping(SEVEN), keeping(EIGHT), keeping(NINE))))
                    .isEqualTo(new Unchanged());
        }

        @Test
        void whatOnePutMadeTheSamePutAgainLeavesAsItIs() {
            Change put = Plain.update(
                    groupId(1),
                    ONCE,
                    Dates.ALL,
                    true,
                    List.of(unnamed("a", SEVEN), unnamed("b", SEVEN), keeping(EIGHT)));
            DeviceState once = applied(annsDevice(STORED), put);

            assertThat(put.decide(once, BOUND, Plain.moment(NOW.plusSeconds(9), in(SERVICE))))
                    .isEqualTo(new Unchanged());
        }

        @Test
        void aNamedTaskKeepsItsNameAndTakesWhatTheRequestSays() {
            Group next =
                    after(annsDevice(STORED), put(keeping(SEVEN.name(), at("10:30")), keeping(EIGHT), keeping(NINE)));

            assertThat(next.tasks()).containsExactly(Schedules.from(NOW, renamed("seven", at("10:30"))), EIGHT, NINE);
        }

        @Test
        void anUnnamedTaskThatEqualsNoneIsNew() {
            Group next = after(annsDevice(STORED), put(unnamed("a", at("10:30")), keeping(EIGHT)));

            assertThat(next.tasks()).containsExactly(Schedules.from(NOW, renamed("a", at("10:30"))), EIGHT);
        }

        @Test
        void equalMeansEqualAsText() {
            Task oneDigit = Plain.task(name("seven"), "7", "0", SEVEN.commands(), CREATED, null);
            Task otherSpaces = saying("{\"on\": 1}", EIGHT);

            Group next = after(annsDevice(STORED), put(unnamed("a", oneDigit), unnamed("b", otherSpaces)));

            assertThat(next.tasks())
                    .containsExactly(
                            Schedules.from(NOW, renamed("a", oneDigit)),
                            Schedules.from(NOW, renamed("b", otherSpaces)));
        }

        @Test
        void aTaskThatThePutDoesNotListIsRemoved() {
            assertThat(after(annsDevice(STORED), put(keeping(NINE))).tasks()).containsExactly(NINE);
        }

        @Test
        void theOrderIsThatOfThePutAndMovingTouchesNoTask() {
            Group next = after(annsDevice(STORED), put(unnamed("a", NINE), keeping(SEVEN), unnamed("b", EIGHT)));

            assertThat(next.tasks()).containsExactly(NINE, SEVEN, EIGHT);
        }

        @Test
        void aTaskClaimedByNameIsNotAlsoFoundByItsText() {
            Group next = after(annsDevice(STORED), put(unnamed("a", SEVEN), keeping(SEVEN.name(), at("10:30"))));

            assertThat(next.tasks())
                    .containsExactly(
                            Schedules.from(NOW, renamed("a", SEVEN)),
                            Schedules.from(NOW, renamed("seven", at("10:30"))));
        }

        @Test
        void ofEqualTasksEachIsFoundOnce() {
            Group twins = group(1, EVERY_DAY, renamed("one", SEVEN), renamed("two", SEVEN));

            Group next = after(annsDevice(twins), put(unnamed("a", SEVEN), unnamed("b", SEVEN), unnamed("c", SEVEN)));

            assertThat(next.tasks())
                    .containsExactly(
                            renamed("one", SEVEN), renamed("two", SEVEN), Schedules.from(NOW, renamed("c", SEVEN)));
        }

        @Test
        void aNameThatTheGroupDoesNotHaveIsRefusedEvenIfAnotherGroupHasIt() {
            DeviceState state = annsDevice(STORED, group(2, EVERY_DAY, task("elsewhere", "07:00")));

            assertThat(decide(state, put(keeping(SEVEN), keeping(name("elsewhere"), SEVEN))))
                    .isEqualTo(new Refused(Problem.NO_SUCH_TASK));
        }
    }

    @Nested
    class WhatAPutTouches {
        @Test
        void onlyAChangedTaskStartsAnew() {
            Group next = after(annsDevice(STORED), put(keeping(SEVEN), keeping(saying("{}", EIGHT)), keeping(NINE)));

            assertThat(next.tasks()).containsExactly(SEVEN, Schedules.from(NOW, saying("{}", EIGHT)), NINE);
            assertThat(next.updatedAt()).isEqualTo(NOW);
            assertThat(next.createdAt()).isEqualTo(CREATED);
        }

        @Test
        void otherDaysStartEveryTaskAnew() {
            Group next = after(annsDevice(STORED), Plain.update(groupId(1), ONCE, Dates.ALL, true, drafts(STORED)));

            assertThat(next.days()).isEqualTo(ONCE);
            assertThat(next.tasks()).allMatch(task -> task.effectiveFrom().equals(NOW));
        }

        @Test
        void otherDatesStartEveryTaskAnewAndNoneAreCleared() {
            Dates june = between("2026-06-01..2026-06-30");
            Group dated = after(annsDevice(STORED), dated(june));
            Group cleared = after(annsDevice(within(june, STORED)), dated(Dates.ALL));

            assertThat(dated.dates()).isEqualTo(june);
            assertThat(cleared.dates()).isEqualTo(Dates.ALL);
            assertThat(Stream.of(dated, cleared).flatMap(group -> group.tasks().stream()))
                    .allMatch(task -> task.effectiveFrom().equals(NOW));
        }

        @Test
        void theSameExceptedDaysInAnotherOrderAreShownAndLeaveEveryTaskAsItWas() {
            DeviceState state = annsDevice(within(except("2026-12-24", "2026-12-31"), STORED));
            Dates listedAnew = except("2026-12-31", "2026-12-24", "2026-12-24");

            Group next = after(state, dated(listedAnew));

            assertThat(next.dates()).isEqualTo(listedAnew);
            assertThat(next.tasks()).isEqualTo(STORED.tasks());
            assertThat(decide(state, dated(except("2026-12-24", "2026-12-31")))).isEqualTo(new Unchanged());
        }

        private static Change dated(Dates dates) {
            return Plain.update(groupId(1), EVERY_DAY, dates, true, drafts(STORED));
        }

        @Test
        void turningAGroupOffOrOnStartsEveryTaskAnew() {
            Group turnedOff =
                    after(annsDevice(STORED), Plain.update(groupId(1), EVERY_DAY, Dates.ALL, false, drafts(STORED)));
            Group turnedOn = after(annsDevice(off(STORED)), put(drafts(STORED).toArray(TaskDraft[]::new)));

            assertThat(turnedOff.enabled()).isFalse();
            assertThat(turnedOn.enabled()).isTrue();
            assertThat(Stream.of(turnedOff, turnedOn).flatMap(group -> group.tasks().stream()))
                    .allMatch(task -> task.effectiveFrom().equals(NOW));
        }

        @Test
        void turningAnOnceGroupOnStartsItsTasksAnew() {
            Group spent = off(group(1, ONCE, SEVEN, EIGHT));

            Group next = after(annsDevice(spent), Plain.update(groupId(1), ONCE, Dates.ALL, true, drafts(spent)));

            assertThat(next.tasks()).containsExactly(SEVEN.from(NOW, TOMORROW_AT_7), EIGHT.from(NOW, TOMORROW_AT_8));
        }

        @Test
        void anOnceTaskKeepsItsInstantWhereAPutLeavesIt() {
            Task over = SEVEN.from(CREATED, CREATED.plusSeconds(60));
            Group running = group(1, ONCE, over, EIGHT.from(CREATED, CREATED.plusSeconds(99)));

            Group next = after(
                    annsDevice(running),
                    Plain.update(
                            groupId(1), ONCE, Dates.ALL, true, List.of(keeping(SEVEN), keeping(saying("{}", EIGHT)))));

            assertThat(next.tasks()).containsExactly(over, saying("{}", EIGHT).from(NOW, TOMORROW_AT_8));
        }

        @Test
        void thePutCountsAgainstTheLimitsWhatItLeavesNotWhatItFound() {
            DeviceState full = annsDevice(
                    STORED,
                    Plain.group(groupId(2), ONCE, Dates.ALL, true, Creating.tasks(497, SEVEN), CREATED, CREATED));

            assertThat(decide(
                            full, put(unnamed("a", at("01:00")), unnamed("b", at("02:00")), unnamed("c", at("03:00")))))
                    .isInstanceOf(Accepted.class);
            assertThat(decide(full, put(unnamed(4, SEVEN).toArray(TaskDraft[]::new))))
                    .isEqualTo(new Refused(Problem.TOO_MANY_TASKS));
        }

        private static List<TaskDraft> drafts(Group group) {
            return group.tasks().stream().map(Schedules::keeping).toList();
        }
    }

    @Nested
    class Checks {
        @Test
        void theGroupIsLookedForBeforeTheTaskAndTheTaskBeforeTheBinding() {
            Change unknownTask = put(keeping(name("nobody"), SEVEN));

            assertThat(unknownTask.decide(annsDevice(), STRANGER, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.NO_SUCH_GROUP));
            assertThat(unknownTask.decide(annsDevice(STORED), STRANGER, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.NO_SUCH_TASK));
            assertThat(put(keeping(SEVEN)).decide(annsDevice(STORED), STRANGER, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.NOT_BOUND));
        }

        @Test
        void deletingLooksForTheGroupBeforeTheBinding() {
            assertThat(new DeleteGroup(groupId(1)).decide(annsDevice(), STRANGER, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.NO_SUCH_GROUP));
            assertThat(new DeleteGroup(groupId(1)).decide(annsDevice(STORED), STRANGER, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.NOT_BOUND));
        }

        @Test
        void theBindingIsLookedAtBeforeTheLimits() {
            assertThat(Plain.create(groupId(1), ONCE, Dates.ALL, Optional.empty(), unnamed(501, SEVEN))
                            .decide(annsDevice(), STRANGER, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.NOT_BOUND));
        }

        @Test
        void evenAnUnchangedPutWantsABinding() {
            assertThat(put(keeping(SEVEN), keeping(EIGHT), keeping(NINE))
                            .decide(annsDevice(STORED), STRANGER, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.NOT_BOUND));
        }

        @Test
        void anAdministratorHasNoBindingByThatAlone() {
            assertThat(new DeleteGroup(groupId(1)).decide(annsDevice(STORED), ADMIN, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.NOT_BOUND));
        }

        @Test
        void aClaimDecidesInPlaceOfTheList() {
            Change delete = new DeleteGroup(groupId(1));

            assertThat(delete.decide(annsDevice(STORED), new Caller(ANN, false, false), Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.NOT_BOUND));
            assertThat(delete.decide(
                            annsDevice(STORED),
                            new Caller(STRANGER.user(), false, true),
                            Plain.moment(NOW, in(SERVICE))))
                    .isInstanceOf(Accepted.class);
        }

        static Stream<Change> changesOfAdministrators() {
            return Stream.of(Plain.zone(BERLIN.getId()), new ClearDevice(), new BindUser(ANN), new UnbindUser(ANN));
        }

        @ParameterizedTest
        @MethodSource("changesOfAdministrators")
        void onlyAnAdministratorMay(Change change) {
            assertThat(change.decide(annsDevice(STORED), BOUND, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.NOT_ADMIN));
            assertThat(change.decide(annsDevice(STORED), ADMIN, Plain.moment(NOW, in(SERVICE))))
                    .isNotInstanceOf(Refused.class);
        }
    }

    @Nested
    class Deleting {
        @Test
        void theGroupIsGoneAndASecondTimeThereIsNone() {
            DeviceState next = applied(annsDevice(STORED, group(2, ONCE, SEVEN)), new DeleteGroup(groupId(1)));

            assertThat(next.groups()).extracting(Group::id).containsExactly(groupId(2));
            assertThat(decide(next, new DeleteGroup(groupId(1)))).isEqualTo(new Refused(Problem.NO_SUCH_GROUP));
        }

        @Test
        void clearingMakesItNew() {
            KeyedPost key = new KeyedPost(ANN, "k", "f", groupId(1), List.of(), NOW.minusSeconds(1), null);
            DeviceState full =
                    annsDevice(STORED).withZone(BERLIN.getId(), CREATED).remembering(key, NOW.minusSeconds(1));

            assertThat(applied(full, new ClearDevice(), ADMIN))
                    .isEqualTo(new DeviceState(null, List.of(), Set.of(), List.of(), List.of(), List.of(), NOW));
        }

        @Test
        void clearingWhatNeverWasChangesNothingAndWhatWasLeftEmptyHasAPast() {
            DeviceState left = new DeviceState(null, List.of(), Set.of(), List.of(), List.of(), List.of(), CREATED);
            assertThat(applied(left, new ClearDevice(), ADMIN).lastEventAt()).isEqualTo(NOW);
            assertThat(new ClearDevice().decide(DeviceState.EMPTY, ADMIN, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Unchanged());
            assertThat(new ClearDevice().decide(annsDevice(), ADMIN, Plain.moment(NOW, in(SERVICE))))
                    .isInstanceOf(Accepted.class);
        }
    }

    @Nested
    class Binding {
        @Test
        void bindingTwiceIsBindingOnce() {
            DeviceState next = applied(DeviceState.EMPTY, new BindUser(ANN), ADMIN);

            assertThat(next.users()).containsExactly(ANN);
            assertThat(new BindUser(ANN).decide(next, ADMIN, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Unchanged());
        }

        @Test
        void aThousandUsersAreAllowedAndOneMoreIsNot() {
            DeviceState full = DeviceState.EMPTY.withUsers(
                    IntStream.range(0, 1000).mapToObj(i -> new UserId("u" + i)).collect(Collectors.toSet()), CREATED);

            assertThat(new BindUser(ANN).decide(full, ADMIN, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.TOO_MANY_USERS));
        }

        @Test
        void unbindingWhoIsNotBoundChangesNothing() {
            assertThat(new UnbindUser(ANN).decide(DeviceState.EMPTY, ADMIN, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Unchanged());
        }

        @Test
        void unbindingTheLastUserLeavesTheGroupsRunning() {
            DeviceState next = applied(annsDevice(STORED), new UnbindUser(ANN), ADMIN);

            assertThat(next.users()).isEmpty();
            assertThat(next.groups()).containsExactly(STORED);
        }
    }

    @Nested
    class Zones {
        @Test
        void theZoneThatIsSetAlreadyChangesNothing() {
            assertThat(Plain.zone(BERLIN.getId())
                            .decide(
                                    annsDevice(STORED).withZone(BERLIN.getId(), CREATED),
                                    ADMIN,
                                    Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Unchanged());
        }

        @Test
        void namingTheZoneThatHoldsAlreadyKeepsWhatTasksOwe() {
            DeviceState next = applied(annsDevice(STORED), Plain.zone(SERVICE.getId()), ADMIN);

            assertThat(next.zone()).isEqualTo(SERVICE.getId());
            assertThat(next.groups()).containsExactly(STORED);
        }

        @Test
        void anotherZoneStartsEveryTaskOfEveryGroupAnew() {
            DeviceState next =
                    applied(annsDevice(STORED, off(group(2, EVERY_DAY, SEVEN))), Plain.zone(BERLIN.getId()), ADMIN);

            assertThat(next.zone()).isEqualTo(BERLIN.getId());
            assertThat(next.groups().stream().flatMap(group -> group.tasks().stream()))
                    .hasSize(4)
                    .allMatch(task -> task.effectiveFrom().equals(NOW));
        }

        @Test
        void anotherZoneIsNoChangeOfTheGroup() {
            assertThat(applied(annsDevice(STORED), Plain.zone(BERLIN.getId()), ADMIN)
                            .groups())
                    .extracting(Group::updatedAt)
                    .containsExactly(CREATED);
        }

        @Test
        void anotherZoneComputesAnOnceTaskAnewUnlessItHasFired() {
            Task over = task("over", "20:00").from(CREATED, NOW.minusSeconds(60));
            Task open = task("open", "20:00").from(CREATED, NOW.minusSeconds(1));
            Task ahead = task("ahead", "20:01").from(CREATED, NOW.plusSeconds(9));
            DeviceState state = annsDevice(group(1, ONCE, over, open, ahead));
            Moment moment = new Moment(
                    NOW, in(SERVICE), NOW.minusSeconds(30), one -> one.at().equals(NOW.minusSeconds(60)));

            DeviceState next = ((Accepted) Plain.zone(BERLIN.getId()).decide(state, ADMIN, moment))
                    .event()
                    .applyTo(state);

            assertThat(next.groups().get(0).tasks())
                    .containsExactly(
                            over,
                            open.from(NOW, Instant.parse("2026-06-01T18:00:00Z")),
                            ahead.from(NOW, Instant.parse("2026-06-01T18:01:00Z")));
        }

        @Test
        void aZoneThatThisJdkLacksIsRefusedAndOneThatIsStoredCanBeSetAnewOrCleared() {
            DeviceState lost = annsDevice(STORED).withZone("Mars/Olympus", CREATED);

            assertThat(Plain.zone("Mars/Olympus").decide(annsDevice(STORED), ADMIN, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Refused(Problem.UNAVAILABLE));
            assertThat(applied(lost, Plain.zone(BERLIN.getId()), ADMIN).timing(in(SERVICE)))
                    .isPresent();
            assertThat(applied(lost, new DeleteGroup(groupId(1))).groups()).isEmpty();
            assertThat(applied(lost, new ClearDevice(), ADMIN).zone()).isNull();
            assertThat(decide(lost, put(keeping(SEVEN)))).isEqualTo(new Refused(Problem.UNAVAILABLE));
        }

        @Test
        void anEditOfTheDeviceThatNamesNothingChangesNothingAndIsAnAdministratorsToo() {
            DeviceState state = annsDevice(STORED).withZone(BERLIN.getId(), CREATED);
            Change nothing =
                    Plain.device(Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.unnamed());

            assertThat(nothing.decide(state, ADMIN, Plain.moment(NOW, in(SERVICE))))
                    .isEqualTo(new Unchanged());
            assertThat(decide(state, nothing)).isEqualTo(new Refused(Problem.NOT_ADMIN));
            assertThat(applied(state, Plain.zone(null), ADMIN).zone()).isNull();
        }

        @Test
        void noZoneIsTheServices() {
            DeviceState next = applied(annsDevice(STORED).withZone(BERLIN.getId(), CREATED), Plain.zone(null), ADMIN);

            assertThat(next.zone()).isNull();
            assertThat(next.groups().get(0).tasks())
                    .allMatch(task -> task.effectiveFrom().equals(NOW));
        }
    }

    @Nested
    class Answers {
        @Test
        void aChangeOfAGroupAnswersTheGroupAndOthersAnswerNone() {
            DeviceState state = annsDevice(STORED);

            assertThat(put(keeping(SEVEN)).answer(state)).contains(STORED);
            assertThat(Plain.create(groupId(1), ONCE, Dates.ALL, Optional.empty(), List.of())
                            .answer(state))
                    .contains(STORED);
            assertThat(new DeleteGroup(groupId(1)).answer(state)).isEmpty();
            assertThat(Plain.zone(BERLIN.getId()).answer(state)).isEmpty();
        }
    }

    private static Change put(TaskDraft... tasks) {
        return Plain.update(groupId(1), EVERY_DAY, Dates.ALL, true, List.of(tasks));
    }

    private static DeviceState annsDevice(Group... groups) {
        return device(groups).withUsers(Set.of(ANN), CREATED);
    }

    private static Decision decide(DeviceState state, Change change) {
        return change.decide(state, BOUND, Plain.moment(NOW, in(SERVICE)));
    }

    private static DeviceState applied(DeviceState state, Change change) {
        return applied(state, change, BOUND);
    }

    private static DeviceState applied(DeviceState state, Change change, Caller caller) {
        Decision decision = change.decide(state, caller, Plain.moment(NOW, in(SERVICE)));
        assertThat(decision).isInstanceOf(Accepted.class);
        DeviceState next = ((Accepted) decision).event().applyTo(state);
        assertThat(next.lastEventAt()).isEqualTo(NOW);
        return next;
    }

    private static Group after(DeviceState state, Change change) {
        return applied(state, change).group(groupId(1)).orElseThrow();
    }

    private static Task renamed(String name, Task like) {
        return Plain.task(name(name), like.hour(), like.minute(), like.commands(), like.effectiveFrom(), null);
    }

    private static Task saying(String commands, Task like) {
        return Plain.task(like.name(), like.hour(), like.minute(), commands, like.effectiveFrom(), null);
    }
}
