package io.carillon.schedule;

import static io.carillon.schedule.Schedules.agenda;
import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.group;
import static io.carillon.schedule.Schedules.groupId;
import static io.carillon.schedule.Schedules.keeping;
import static io.carillon.schedule.Schedules.name;
import static io.carillon.schedule.Schedules.off;
import static io.carillon.schedule.Schedules.task;
import static io.carillon.schedule.WeekMask.EVERY_DAY;
import static io.carillon.schedule.WeekMask.ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.ByHandChange.CallOffRuns;
import io.carillon.schedule.ByHandChange.RunLater;
import io.carillon.schedule.ByHandChange.RunNow;
import io.carillon.schedule.ByHandChange.SkipNext;
import io.carillon.schedule.ByHandChange.UndoSkips;
import io.carillon.schedule.Decision.Accepted;
import io.carillon.schedule.Decision.Refused;
import io.carillon.schedule.Decision.Repeated;
import io.carillon.schedule.Decision.Unchanged;
import io.carillon.schedule.GroupChange.ChangeIfMatches;
import io.carillon.schedule.GroupChange.DeleteGroup;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract 1, {@code skip} and {@code run}. The service's zone is UTC. */
class ByHandTest {
    private static final Timing UTC = Schedules.in(ZoneOffset.UTC);
    private static final Instant NOW = Instant.parse("2026-06-01T11:00:00Z");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Caller ANN = new Caller(new UserId("ann"), false, true);
    private static final Caller STRANGER = new Caller(new UserId("zoe"), false, false);
    private static final Caller ADMIN = new Caller(new UserId("root"), true, false);
    private static final Task A = task("a", "12:00");
    private static final Task B = task("b", "12:00");
    private static final Task C = task("c", "13:00");

    @Nested
    class Skipping {
        private final DeviceState before = device(group(1, EVERY_DAY, A, B, C), group(2, EVERY_DAY, at("12:00")));
        private final Change skip = new SkipNext(groupId(1), Optional.empty());

        @Test
        void leavesOutTheNextInstantWithAllItsTasksOfThisGroupOnly() {
            DeviceState after = after(before, skip, NOW);

            assertThat(skipped(after, NOW, NOON.plus(DAY))).containsExactly("a-12:00", "b-12:00");
            assertThat(upcoming(after, 1)).startsWith("c@" + NOON.plusSeconds(3600), "a@" + NOON.plus(DAY));
            assertThat(upcoming(after, 2)).startsWith("12:00@" + NOON);
            assertThat(after.group(groupId(1)).orElseThrow().updatedAt()).isEqualTo(NOW);
        }

        @Test
        void twoLeaveOutTwoInstants() {
            DeviceState after = after(after(before, skip, NOW), skip, NOW.plusMillis(1));

            assertThat(skipped(after, NOW, NOON.plus(DAY))).containsExactly("a-12:00", "b-12:00", "c-13:00");
        }

        @Test
        void whatIsLeftOutIsStillOwedItsVerdictAndTheRowStays() {
            DeviceEvent event = event(before, skip, NOW);

            assertThat(agenda(event.applyTo(before), UTC).owed(NOW, NOON, 9)).hasSize(3);
            assertThat(agenda(event.applyTo(before), UTC).firstOwedByChangesAt(NOW))
                    .isEqualTo(Wakeup.NEVER);
            assertThat(Schedules.ended(before, event.applyTo(before), UTC, NOW.minus(DAY), NOW))
                    .isEmpty();
        }

        @Test
        void whateverIsEditedMeanwhileTheInstantStaysLeftOut() {
            Task changed = Plain.task(B.name(), "12", "00", "{\"on\":0}", B.effectiveFrom(), null);
            Change put = Plain.update(
                    groupId(1), EVERY_DAY, Dates.ALL, true, List.of(keeping(A), keeping(B.name(), changed)));

            DeviceState after = after(after(before, skip, NOW), put, NOW.plusSeconds(1));

            assertThat(skipped(after, NOW, NOON)).containsExactly("a-12:00", "b-12:00");
        }

        @Test
        void anotherZoneLeavesOutWhatItBringsToThatInstant() {
            DeviceState skipped = after(before, skip, NOW);
            // where 13:00 is the instant that was left out
            Change hourEast = Plain.zone("Etc/GMT-1");
            DeviceState moved = ((Accepted) hourEast.decide(skipped, ADMIN, Plain.moment(NOW.plusMillis(1), UTC)))
                    .event()
                    .applyTo(skipped);

            assertThat(skipped(moved, NOW, NOON.plus(DAY))).containsExactly("c-12:00");
            assertThat(upcoming(moved, 1)).startsWith("a@" + NOON.plus(DAY).minusSeconds(3600));
        }

        @Test
        void anotherSpreadLeavesOutTheSame() {
            Timing shifted = new Timing(ZoneOffset.UTC, Duration.ofMinutes(10));
            DeviceState skipped = after(before, skip, NOW);

            assertThat(agenda(skipped, shifted).owed(NOW, NOON.plusSeconds(600), 9).stream()
                            .filter(agenda(skipped, shifted)::skips))
                    .extracting(one -> one.task().value())
                    .containsExactly("a", "b");
        }

        @Test
        void whatTheRowHasPassedIsForgotten() {
            DeviceState skipped = after(before, skip, NOW);
            Moment moment = new Moment(
                    NOON.plus(DAY).plusSeconds(9), UTC, NOON.plus(DAY).plusMillis(1), one -> false);
            DeviceEvent later = ((Accepted) skip.decide(skipped, ANN, moment)).event();

            assertThat(later.applyTo(skipped).skips())
                    .extracting(Skip::at)
                    .containsExactly(NOON.plus(DAY).plusSeconds(3600));
        }

        @Test
        void withAKeyItIsRememberedThatThereWasNothing() {
            DeviceState nothing = device(off(group(1, EVERY_DAY, A)));
            Change keyed = new SkipNext(groupId(1), Optional.of("k"));
            DeviceState after = after(nothing, keyed, NOW);
            DeviceState on = after.withGroup(group(1, EVERY_DAY, A), NOW.plusSeconds(1));

            assertThat(keyed.decide(on, ANN, Plain.moment(NOW.plusSeconds(2), UTC)))
                    .isInstanceOf(Repeated.class);
        }

        @Test
        void aGroupWithNothingToComeStaysAsItIs() {
            for (Group group : List.of(
                    off(group(1, EVERY_DAY, A)),
                    group(1, ONCE, A),
                    Schedules.within(Schedules.between("..2026-05-31"), group(1, EVERY_DAY, A))))
                assertThat(skip.decide(device(group), ANN, Plain.moment(NOW, UTC)))
                        .isEqualTo(new Unchanged());
        }

        @Test
        void anOnceTasksOnlyInstantIsLeftOut() {
            DeviceState once = device(group(1, ONCE, Schedules.from(NOW, A), Schedules.from(NOW, C)));

            DeviceState after = after(once, skip, NOW.plusMillis(1));

            assertThat(skipped(after, NOW, Wakeup.NEVER)).containsExactly("a-12:00");
            assertThat(upcoming(after, 1)).containsExactly("c@" + NOON.plusSeconds(3600));
        }

        @Test
        void onlyAsManyAsAreAllowed() {
            DeviceState full = before;
            for (int i = 0; i < Limits.MAX_SKIPS; i++) full = after(full, skip, NOW.plusMillis(i));

            assertThat(skip.decide(full, ANN, Plain.moment(NOW.plusSeconds(1), UTC)))
                    .isEqualTo(new Refused(Problem.TOO_MANY_SKIPS));
            DeviceState other = after(full, new DeleteGroup(groupId(1)), NOW.plusSeconds(2));
            assertThat(new SkipNext(groupId(2), Optional.empty())
                            .decide(other, ANN, Plain.moment(NOW.plusSeconds(3), UTC)))
                    .isInstanceOf(Accepted.class);
        }

        private static Stream<String> skipped(DeviceState state, Instant from, Instant to) {
            return agenda(state, UTC).owed(from, to, 9).stream()
                    .filter(agenda(state, UTC)::skips)
                    .map(one -> one.task() + "-" + one.at().toString().substring(11, 16));
        }

        private static Stream<String> upcoming(DeviceState state, int group) {
            return Upcoming.of(state, state.group(groupId(group)).stream().toList(), UTC, NOW, Excerpt.first(5))
                    .stream()
                    .filter(next -> next.note() == null)
                    .map(next -> next.task() + "@" + next.at());
        }
    }

    @Nested
    class Running {
        private final DeviceState before = device(group(1, EVERY_DAY, A, C), group(2, EVERY_DAY, at("12:00")));
        private final Change run = new RunNow(groupId(1), Optional.empty(), Optional.empty());

        @Test
        void everyTaskIsOwedAtThatMomentUnderItsOwnFireId() {
            DeviceState after = after(before, run, NOW);

            assertThat(agenda(after, UTC).owed(NOW, NOW, 9).stream().map(Occurrence::fireId))
                    .containsExactly("a-run-1780311600000", "c-run-1780311600000");
            assertThat(agenda(after, UTC).firstOwedByChangesAt(NOW)).isEqualTo(NOW);
            assertThat(after.groups()).isEqualTo(before.groups());
        }

        @Test
        void oneTaskAloneWhereItIsNamed() {
            assertThat(after(before, new RunNow(groupId(1), Optional.of(C.name()), Optional.empty()), NOW)
                            .runs())
                    .containsExactly(new Occurrence(groupId(1), C.name(), NOW, true));
        }

        @Test
        void aDisabledGroupRunsAndAnOnceGroupStillHasItsTurn() {
            DeviceState disabled = after(device(off(group(1, EVERY_DAY, A))), run, NOW);
            DeviceState once = after(device(group(1, ONCE, Schedules.from(NOW.minusMillis(1), A))), run, NOW);

            assertThat(agenda(disabled, UTC).owed(NOW, Wakeup.NEVER, 9)).hasSize(1);
            assertThat(agenda(once, UTC).owed(NOW, Wakeup.NEVER, 9).stream().map(Occurrence::at))
                    .containsExactly(NOW, NOON);
            assertThat(agenda(once, UTC).owed(once.groups().get(0), NOW, Wakeup.NEVER, 9))
                    .extracting(Occurrence::at)
                    .containsExactly(NOON);
        }

        @Test
        void whatChangesATaskWithdrawsItsRunsAndLeavesTheOthers() {
            DeviceState run2 = after(before, run, NOW);
            Task changed = Plain.task(A.name(), "12", "01", A.commands(), A.effectiveFrom(), null);
            Change put = Plain.update(
                    groupId(1), EVERY_DAY, Dates.ALL, true, List.of(keeping(A.name(), changed), keeping(C)));

            assertThat(ended(run2, put)).containsExactly("a-run-1780311600000");
            assertThat(ended(run2, new DeleteGroup(groupId(1)))).hasSize(2);
            assertThat(ended(run2, new DeleteGroup(groupId(2)))).isEmpty();
            assertThat(ended(run2, run)).isEmpty();
        }

        @Test
        void whatIsWithdrawnIsForgottenAndWhatHasItsVerdictWithTheNextRun() {
            DeviceState twice = after(after(before, run, NOW), run, NOW.plusSeconds(1));
            Task changed = Plain.task(A.name(), "12", "01", A.commands(), A.effectiveFrom(), null);
            Change put = Plain.update(
                    groupId(1), EVERY_DAY, Dates.ALL, true, List.of(keeping(A.name(), changed), keeping(C)));
            DeviceState withdrawn = after(twice, put, NOW.plusSeconds(2));
            Moment moment =
                    new Moment(NOW.plusSeconds(3), UTC, NOW, one -> one.at().equals(NOW));

            assertThat(withdrawn.runs()).extracting(Occurrence::task).containsExactly(C.name(), C.name());
            assertThat(((Accepted) run.decide(withdrawn, ANN, moment))
                            .event()
                            .applyTo(withdrawn)
                            .runs())
                    .extracting(Occurrence::at)
                    .containsExactly(NOW.plusSeconds(1), NOW.plusSeconds(3), NOW.plusSeconds(3));
        }

        @Test
        void onlyAsManyAsAreAllowedAtATimeWithoutAVerdict() {
            DeviceState full = before;
            for (int i = 0; i < Limits.MAX_RUNS / 2; i++) full = after(full, run, NOW.plusMillis(i));
            Moment unsettled = Plain.moment(NOW.plusSeconds(1), UTC);
            Moment settled = new Moment(
                    unsettled.at(), UTC, Instant.EPOCH, one -> one.at().isBefore(NOW.plusSeconds(1)));

            assertThat(run.decide(full, ANN, unsettled)).isEqualTo(new Refused(Problem.TOO_MANY_RUNS));
            assertThat(run.decide(full, ANN, settled)).isInstanceOf(Accepted.class);
        }

        private static Stream<String> ended(DeviceState state, Change change) {
            Instant at = NOW.plusSeconds(1);
            return Schedules.ended(state, after(state, change, at), UTC, NOW, at).stream()
                    .map(Occurrence::fireId);
        }
    }

    /** {@code run} with {@code in}, and {@code DELETE …/run/}. */
    @Nested
    class RunningLater {
        private static final Duration HALF = Duration.ofSeconds(1800);

        private final DeviceState before = device(group(1, EVERY_DAY, A, C), group(2, EVERY_DAY, at("12:00")));
        private final Change later = new RunLater(groupId(1), Optional.empty(), 1800, Optional.empty());
        private final Change callOff = new CallOffRuns(groupId(1));
        private final DeviceState asked = after(before, later, NOW);

        @Test
        void everyTaskIsOwedAfterThatTimeAndTheRowIsLoweredToIt() {
            DeviceEvent event = event(before, later, NOW);

            assertThat(agenda(asked, UTC).owed(NOW, NOON.minusSeconds(1), 9).stream()
                            .map(Occurrence::fireId))
                    .containsExactly("a-run-1780313400000", "c-run-1780313400000");
            assertThat(agenda(asked, UTC).firstOwedByChangesAt(NOW)).isEqualTo(NOW.plus(HALF));
            assertThat(event.scheduledAt()).isEqualTo(NOW.plus(HALF));
            assertThat(asked.groups()).isEqualTo(before.groups());
        }

        @Test
        void itStandsInUpcomingAndASkipDoesNotTouchIt() {
            DeviceState skipped = after(asked, new SkipNext(groupId(1), Optional.empty()), NOW.plusSeconds(1));

            assertThat(Upcoming.of(skipped, skipped.groups(), UTC, NOW, Excerpt.first(4)))
                    .extracting(next -> next.task() + " " + next.at() + " " + next.note())
                    .startsWith(
                            "a 2026-06-01T11:30:00Z run",
                            "c 2026-06-01T11:30:00Z run",
                            "a 2026-06-01T12:00:00Z skipped");
        }

        /** Its task's commands are those of the time at which it runs. */
        @Test
        void itStaysWhateverIsChangedWhileItsTaskExists() {
            Task changed = Plain.task(A.name(), "12", "01", "{\"on\":0}", A.effectiveFrom(), null);
            Change put = Plain.update(groupId(1), EVERY_DAY, Dates.ALL, false, List.of(keeping(A.name(), changed)));
            DeviceState without = after(asked, put, NOW.plusSeconds(1));
            DeviceEvent moved = ((Accepted)
                            Plain.zone("Asia/Tokyo").decide(without, ADMIN, Plain.moment(NOW.plusSeconds(2), UTC)))
                    .event();

            for (DeviceState state : List.of(without, moved.applyTo(without)))
                assertThat(state.runs()).containsExactly(new Occurrence(groupId(1), A.name(), NOW.plus(HALF), true));
            assertThat(without.planned()).extracting(Planned::asked).containsExactly(NOW);
            assertThat(after(without, new DeleteGroup(groupId(1)), NOW.plusSeconds(2))
                            .runs())
                    .isEmpty();
            assertThat(after(asked, new DeleteGroup(groupId(2)), NOW.plusSeconds(2))
                            .runs())
                    .hasSize(2);
        }

        @Test
        void onceItIsDueAChangeOfItsTaskWithdrawsIt() {
            Task changed = Plain.task(A.name(), "12", "01", A.commands(), A.effectiveFrom(), null);
            Change put = Plain.update(
                    groupId(1), EVERY_DAY, Dates.ALL, true, List.of(keeping(A.name(), changed), keeping(C)));

            assertThat(ended(asked, after(asked, put, NOW.plus(HALF).minusMillis(1)), NOW.plus(HALF)))
                    .isEmpty();
            assertThat(ended(asked, after(asked, put, NOW.plus(HALF)), NOW.plus(HALF)))
                    .containsExactly("a-run-1780313400000");
        }

        @Test
        void twoAtOneInstantAreTwo() {
            DeviceState twice = after(asked, later, NOW.plusMillis(1));
            Change soon = new RunLater(groupId(1), Optional.of(A.name()), 1799, Optional.empty());
            DeviceState thrice = after(twice, soon, NOW.plusSeconds(1));
            DeviceEvent now =
                    event(thrice, new RunNow(groupId(1), Optional.of(A.name()), Optional.empty()), NOW.plus(HALF));

            assertThat(now.scheduledAt()).isEqualTo(NOW.plus(HALF).plusMillis(3));
            assertThat(agenda(now.applyTo(thrice), UTC).firstOwedByChangesAt(NOW.plus(HALF)))
                    .isEqualTo(
                            NOW.plus(HALF)); // where one is that was asked for long ago: lowering further does no harm
            assertThat(now.applyTo(thrice).runs()).doesNotHaveDuplicates().hasSize(6);
        }

        @Test
        void calledOffWhatIsToComeIsGoneAndWhatIsDueIsWithdrawn() {
            DeviceState both =
                    after(asked, new RunNow(groupId(1), Optional.empty(), Optional.empty()), NOW.plusSeconds(1));
            DeviceEvent event = event(both, callOff, NOW.plusSeconds(2));

            assertThat(event.scheduledAt()).isEqualTo(NOW.plusSeconds(1));
            assertThat(event.applyTo(both).runs()).isEmpty();
            assertThat(event.applyTo(both).planned()).isEmpty();
            assertThat(ended(both, event.applyTo(both), NOW.plusSeconds(2)))
                    .containsExactly("a-run-1780311601000", "c-run-1780311601000");
            assertThat(callOff.decide(event.applyTo(both), ANN, Plain.moment(NOW.plusSeconds(3), UTC)))
                    .isEqualTo(new Unchanged());
        }

        @Test
        void whatHasItsVerdictOrIsAnotherGroupsIsNotCalledOff() {
            DeviceState run = after(before, new RunNow(groupId(1), Optional.empty(), Optional.empty()), NOW);
            Moment settled = new Moment(NOW.plusSeconds(1), UTC, Instant.EPOCH, one -> true);

            assertThat(callOff.decide(run, ANN, settled)).isEqualTo(new Unchanged());
            assertThat(new CallOffRuns(groupId(2)).decide(asked, ANN, Plain.moment(NOW.plusSeconds(1), UTC)))
                    .isEqualTo(new Unchanged());
        }

        /** A command that waits for days holds the row, and behind it runs are settled one after the other. */
        @Test
        void whatHasItsVerdictIsForgottenThoughTheRowIsHeldBack() {
            DeviceState busy = before;
            for (int i = 0; i < 3 * Limits.MAX_RUNS; i++) {
                Instant at = NOW.plusSeconds(i);
                Moment held =
                        new Moment(at, UTC, NOW.minus(DAY), one -> one.at().isBefore(at));
                busy = ((Accepted) new RunNow(groupId(1), Optional.empty(), Optional.empty()).decide(busy, ANN, held))
                        .event()
                        .applyTo(busy);
            }

            assertThat(busy.runs()).hasSize(2);
        }

        @Test
        void onlyAsManyAsAreAllowed() {
            DeviceState full = before;
            for (int i = 0; i < Limits.MAX_RUNS / 2; i++) full = after(full, later, NOW.plusMillis(i));

            assertThat(later.decide(full, ANN, Plain.moment(NOW.plusSeconds(1), UTC)))
                    .isEqualTo(new Refused(Problem.TOO_MANY_RUNS));
        }

        @Test
        void aClockSetRightMovesOnlyWhatTheWrongOneAskedFor() {
            Instant wrong = NOW.plus(DAY);
            DeviceState ahead = after(after(asked, later, wrong), later, wrong.plusSeconds(1));
            DeviceState right = new DeviceEvent.ClockSetRight(NOW.plusSeconds(60), null, null).applyTo(ahead);

            assertThat(right.runs())
                    .extracting(run ->
                            run.task() + " " + Duration.between(NOW, run.at()).toMillis())
                    .containsExactly("a 1800000", "c 1800000", "a 1860000", "c 1860000", "a 1860001", "c 1860001");
            assertThat(right.planned()).extracting(Planned::asked).startsWith(NOW, NOW, NOW.plusSeconds(60));
            assertThat(agenda(right, UTC).firstOwedByChangesAt(NOW.plusSeconds(60)))
                    .isEqualTo(NOW.plusSeconds(1860));
        }

        private static Stream<String> ended(DeviceState state, DeviceState next, Instant at) {
            return Schedules.ended(state, next, UTC, NOW, at).stream().map(Occurrence::fireId);
        }
    }

    /** {@code DELETE …/skip/}. */
    @Nested
    class BringingBack {
        private final DeviceState before = device(group(1, EVERY_DAY, A, C), group(2, EVERY_DAY, at("12:00")));
        private final Change skip = new SkipNext(groupId(1), Optional.empty());
        private final Change back = new UndoSkips(groupId(1));

        @Test
        void allInstantsToComeOfThisGroupAreBack() {
            DeviceState other = after(before, new SkipNext(groupId(2), Optional.empty()), NOW);
            DeviceState two = after(after(other, skip, NOW.plusMillis(1)), skip, NOW.plusMillis(2));
            DeviceEvent event = event(two, back, NOW.plusSeconds(1));
            DeviceState after = event.applyTo(two);

            assertThat(event.scheduledAt()).isEqualTo(NOON);
            assertThat(after.skips()).extracting(Skip::group).containsExactly(groupId(2));
            assertThat(after.group(groupId(1)).orElseThrow().updatedAt()).isEqualTo(NOW.plusSeconds(1));
            assertThat(Schedules.ended(two, after, UTC, NOW, NOW.plusSeconds(1)))
                    .isEmpty();
        }

        @Test
        void whatHasPassedStaysLeftOut() {
            DeviceState two = after(after(before, skip, NOW), skip, NOW.plusMillis(1));

            assertThat(after(two, back, NOON).skips()).extracting(Skip::at).containsExactly(NOON);
            assertThat(event(two, back, NOON).scheduledAt()).isEqualTo(NOON.plusSeconds(3600));
            assertThat(back.decide(after(before, skip, NOW), ANN, Plain.moment(NOON, UTC)))
                    .isEqualTo(new Unchanged());
        }

        @Test
        void underAnotherSpreadItIsToComeAsLongAsItIs() {
            Timing shifted = new Timing(ZoneOffset.UTC, Duration.ofMinutes(10));
            Decision decision = back.decide(after(before, skip, NOW), ANN, Plain.moment(NOON.plusSeconds(60), shifted));

            assertThat(((Accepted) decision).event().scheduledAt()).isEqualTo(NOON.plusSeconds(600));
        }
    }

    /** {@code Idempotency-Key} on these two POSTs, as on that of a creation. */
    @Nested
    class Repeating {
        private final Group group = group(1, EVERY_DAY, A, C);
        private final DeviceState before = device(group, group(2, EVERY_DAY, at("12:00")));
        private final Change skip = new SkipNext(groupId(1), Optional.of("k"));
        private final Change run = new RunNow(groupId(1), Optional.empty(), Optional.of("k"));

        @Test
        void aRepeatIsGivenTheGroupAndChangesNothing() {
            for (Change change : List.of(skip, run)) {
                DeviceState once = after(before, change, NOW);

                assertThat(change.decide(once, ANN, Plain.moment(NOW.plus(DAY), UTC)))
                        .isEqualTo(new Repeated(once.group(groupId(1)).orElseThrow(), change == run ? NOW : NOON));
                assertThat(change.decide(once, ANN, Plain.moment(NOW.plus(DAY).plusMillis(1), UTC)))
                        .isInstanceOf(Accepted.class);
            }
        }

        @Test
        void anotherKeyOrNoneDoesItOnceMore() {
            DeviceState once = after(before, run, NOW);

            for (Optional<String> key : List.of(Optional.of("other"), Optional.<String>empty()))
                assertThat(after(once, new RunNow(groupId(1), Optional.empty(), key), NOW.plusSeconds(1))
                                .runs())
                        .hasSize(4);
        }

        @Test
        void theSameKeyForAnotherWishIsRefused() {
            DeviceState once = after(before, run, NOW);

            for (Change other : List.of(
                    skip,
                    new RunNow(groupId(1), Optional.of(A.name()), Optional.of("k")),
                    new RunLater(groupId(1), Optional.empty(), 1, Optional.of("k")),
                    new RunNow(groupId(2), Optional.empty(), Optional.of("k"))))
                assertThat(other.decide(once, ANN, Plain.moment(NOW.plusSeconds(1), UTC)))
                        .isEqualTo(new Refused(Problem.KEY_REUSED));
        }

        /** The key is looked at before {@code If-Match}, which a skip itself makes stale. */
        @Test
        void aRepeatWithTheTagOfItsFirstTimeIsNotStale() {
            Change matching = new ChangeIfMatches(skip, groupId(1), Set.of(group.tag()));
            DeviceState once = after(before, matching, NOW.plusSeconds(1));

            assertThat(once.group(groupId(1)).orElseThrow().tag()).isNotEqualTo(group.tag());
            assertThat(matching.decide(once, ANN, Plain.moment(NOW.plusSeconds(2), UTC)))
                    .isInstanceOf(Repeated.class);
        }

        @Test
        void aRepeatForADeletedGroupFindsNone() {
            DeviceState gone = after(after(before, run, NOW), new DeleteGroup(groupId(1)), NOW.plusSeconds(1));

            assertThat(run.decide(gone, ANN, Plain.moment(NOW.plusSeconds(2), UTC)))
                    .isEqualTo(new Refused(Problem.NO_SUCH_GROUP));
        }

        @Test
        void aDeviceRemembersSoManyKeysAndNoMore() {
            DeviceState busy = before;
            for (int i = 0; i < Limits.MAX_KEYS; i++) {
                Change run = new RunNow(groupId(1), Optional.of(A.name()), Optional.of("k" + i));
                Moment settled = new Moment(NOW.plusSeconds(i), UTC, NOW.plusSeconds(i), one -> true);
                busy = ((Accepted) run.decide(busy, ANN, settled)).event().applyTo(busy);
            }

            assertThat(run.decide(busy, ANN, Plain.moment(NOW.plusSeconds(5000), UTC)))
                    .isEqualTo(new Refused(Problem.TOO_MANY_KEYS));
        }
    }

    @Test
    void whoMayIsSaidAsForAPut() {
        DeviceState state = device(group(1, EVERY_DAY, A)).withUsers(Set.of(), NOW);
        for (Change change : List.of(
                new SkipNext(groupId(1), Optional.empty()),
                new UndoSkips(groupId(1)),
                new CallOffRuns(groupId(1)),
                new RunLater(groupId(1), Optional.empty(), 1, Optional.empty()),
                new RunNow(groupId(1), Optional.empty(), Optional.empty()))) {
            assertThat(change.decide(DeviceState.EMPTY, STRANGER, Plain.moment(NOW, UTC)))
                    .isEqualTo(new Refused(Problem.NO_SUCH_GROUP));
            assertThat(change.decide(state, STRANGER, Plain.moment(NOW, UTC)))
                    .isEqualTo(new Refused(Problem.NOT_BOUND));
        }
        assertThat(new RunNow(groupId(1), Optional.of(name("none")), Optional.empty())
                        .decide(state, STRANGER, Plain.moment(NOW, UTC)))
                .isEqualTo(new Refused(Problem.NO_SUCH_TASK));
    }

    private static DeviceEvent event(DeviceState state, Change change, Instant at) {
        return ((Accepted) change.decide(state, ANN, Plain.moment(at, UTC))).event();
    }

    private static DeviceState after(DeviceState state, Change change, Instant at) {
        return event(state, change, at).applyTo(state);
    }
}
