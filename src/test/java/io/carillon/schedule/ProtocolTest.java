package io.carillon.schedule;

import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.group;
import static io.carillon.schedule.Schedules.groupId;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Effect.Decided;
import io.carillon.schedule.Effect.Persist;
import io.carillon.schedule.Effect.Publish;
import io.carillon.schedule.Effect.ReadRow;
import io.carillon.schedule.Effect.Recall;
import io.carillon.schedule.Effect.Stop;
import io.carillon.schedule.Effect.WakeAt;
import io.carillon.schedule.Effect.WriteSettle;
import io.carillon.schedule.Input.Acknowledged;
import io.carillon.schedule.Input.Paused;
import io.carillon.schedule.Input.Persisted;
import io.carillon.schedule.Input.PublishFailed;
import io.carillon.schedule.Input.ReadFailed;
import io.carillon.schedule.Input.RowRead;
import io.carillon.schedule.Input.SettleFailed;
import io.carillon.schedule.Input.Settled;
import io.carillon.schedule.Input.TimerElapsed;
import io.carillon.schedule.Input.Woken;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Single rules, above all those that {@link ProtocolExplorerTest} leaves out, as its clock only knows minutes. */
class ProtocolTest {
    private static final Instant SEVEN = Instant.parse("2026-03-02T07:00:00Z");
    private static final Instant TOMORROW = SEVEN.plus(Duration.ofDays(1));
    private static final Instant LATE = SEVEN.plus(Firing.LATE).plusMillis(1);
    private static final Occurrence OCCURRENCE =
            new Occurrence(groupId(1), at("07:00").name(), SEVEN);
    private static final Caller CALLER = new Caller(new UserId("u"), true, true);
    private static final DeviceState EVERY_DAY = device(group(1, WeekMask.EVERY_DAY, at("07:00")));

    private final Protocol protocol = new Protocol(
            new ServiceSettings(ZoneOffset.UTC, Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ZERO),
            Schedules.in(ZoneOffset.UTC));

    private Incarnation reading(DeviceState state) {
        Incarnation me = Incarnation.recovered(1, state);
        assertThat(protocol.step(me, new Woken(), SEVEN)).containsExactly(new ReadRow());
        return me;
    }

    private Incarnation armed(DeviceState state) {
        Incarnation me = reading(state);
        protocol.step(me, row(SEVEN, 1), SEVEN.minusSeconds(60));
        return me;
    }

    private Incarnation publishing() {
        Incarnation me = armed(EVERY_DAY);
        assertThat(protocol.step(me, new TimerElapsed(), SEVEN)).hasAtLeastOneElementOfType(Publish.class);
        return me;
    }

    private static RowRead row(Instant dueAt, long seq) {
        return new RowRead(Optional.of(new Wakeup(dueAt, seq)));
    }

    private static Acknowledged acknowledged(Instant at) {
        return new Acknowledged(OCCURRENCE, Verdict.DELIVERED, SEVEN, at);
    }

    private static Input.Wish wish(Change change, Instant deadline) {
        return new Input.Wish(change, CALLER, deadline);
    }

    private static Input.Wish otherCommands(Instant deadline) {
        TaskDraft other =
                new TaskDraft(Optional.of(at("07:00").name()), at("07:00").name(), "07", "00", "{\"on\":0}");
        return wish(Plain.update(groupId(1), WeekMask.EVERY_DAY, Dates.ALL, true, List.of(other)), deadline);
    }

    private static <T> List<T> those(List<Effect> effects, Class<T> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    // ------------------------------------------------------------------------------------------ firing

    @Test
    void theTimerIsSetForWhatIsDueWithinTheSameMillisecondToo() {
        Incarnation me = reading(device(group(1, WeekMask.EVERY_DAY, at("07:00"), at("07:01"))));

        assertThat(protocol.step(me, row(SEVEN, 1), SEVEN.minusNanos(400_000))).containsExactly(new WakeAt(SEVEN));
    }

    @Test
    void whoIsLateReadsTheRowBeforeItFires() {
        assertThat(protocol.step(armed(EVERY_DAY), new TimerElapsed(), LATE))
                .contains(new ReadRow())
                .doesNotHaveAnyElementsOfTypes(Publish.class);
    }

    @Test
    void whoStoodStillReadsTheRowBeforeItFiresHoweverEarlyThatIs() {
        Incarnation me = armed(EVERY_DAY);
        protocol.step(me, new Paused(), SEVEN);

        assertThat(protocol.step(me, new TimerElapsed(), SEVEN)).containsExactly(new ReadRow());
        assertThat(protocol.step(me, row(SEVEN, 1), SEVEN)).hasAtLeastOneElementOfType(Publish.class);
    }

    @Test
    void aReadThatWasAskedForBeforeAPauseDoesNotCount() {
        Incarnation me = reading(EVERY_DAY);
        protocol.step(me, new Paused(), SEVEN);

        assertThat(protocol.step(me, row(SEVEN, 1), SEVEN)).containsExactly(new ReadRow());
        assertThat(protocol.step(me, row(SEVEN, 1), SEVEN)).hasAtLeastOneElementOfType(Publish.class);
    }

    /** A life that is armed for seven, was paused, and reads at last what another has settled meanwhile. */
    private List<Effect> overtaken(Incarnation me) {
        protocol.step(me, new TimerElapsed(), LATE);
        return protocol.step(me, row(TOMORROW, 1), LATE);
    }

    @Test
    void whatAnotherLifeHasSettledMeanwhileIsNotPublishedAgain() {
        Incarnation me = armed(EVERY_DAY);
        assertThat(overtaken(me)).doesNotHaveAnyElementsOfTypes(Publish.class);
        assertThat(me.cursor).isEqualTo(TOMORROW);
    }

    @Test
    void anAcknowledgementThatComesAfterItIsStillWritten() {
        Incarnation me = armed(EVERY_DAY);
        overtaken(me);
        protocol.published(me, List.of(OCCURRENCE));

        Instant later = SEVEN.plusSeconds(4);
        assertThat(those(protocol.step(me, acknowledged(later), later), WriteSettle.class))
                .singleElement()
                .satisfies(write -> assertThat(write.settle().verdicts())
                        .extracting(Firing::occurrence)
                        .containsExactly(OCCURRENCE));
    }

    @Test
    void aWakeReadsNothingWhileAPublishOrASettleIsOnItsWay() {
        Incarnation me = publishing();
        assertThat(protocol.step(me, new Woken(), SEVEN)).isEmpty();

        protocol.step(me, acknowledged(SEVEN), SEVEN);
        assertThat(protocol.step(me, new Woken(), SEVEN)).isEmpty();

        protocol.step(me, new Settled(true), SEVEN);
        assertThat(protocol.step(me, new Woken(), SEVEN)).containsExactly(new ReadRow());
    }

    /** Fifty tasks fail in one round, each for itself. */
    @Test
    void theBackoffCountsRoundsAndNotPublishes() {
        Task[] tasks = IntStream.range(0, 50)
                .mapToObj(i -> Schedules.task("t" + i, "07:00"))
                .toArray(Task[]::new);
        Incarnation me = armed(device(group(1, WeekMask.EVERY_DAY, tasks)));
        List<Publish> publishes = those(protocol.step(me, new TimerElapsed(), SEVEN), Publish.class);
        assertThat(publishes).hasSize(50);

        List<Effect> effects = new ArrayList<>();
        for (Publish publish : publishes)
            effects.addAll(protocol.step(me, new PublishFailed(publish.occurrence(), SEVEN, 1, null), SEVEN));

        Instant retry = SEVEN.plusMillis(200);
        assertThat(those(effects, WakeAt.class)).containsExactly(new WakeAt(retry));
        assertThat(those(protocol.step(me, new TimerElapsed(), retry), Publish.class))
                .hasSize(50);
    }

    @Test
    void aClockThatGoesBackEndsEveryWaitForARetry() {
        Incarnation me = armed(EVERY_DAY);
        Instant ahead = SEVEN.plus(Duration.ofMinutes(4));
        protocol.step(me, new ReadFailed(), ahead);
        protocol.published(me, List.of(OCCURRENCE));
        protocol.step(me, new PublishFailed(OCCURRENCE, ahead, 1, null), ahead);

        assertThat(protocol.step(me, new TimerElapsed(), SEVEN)).hasAtLeastOneElementOfType(Publish.class);
        assertThat(protocol.step(me, acknowledged(SEVEN), SEVEN)).hasAtLeastOneElementOfType(WriteSettle.class);
    }

    // ------------------------------------------------------------------------------------------ changes

    @Test
    void anEventFiresAndWritesNothingUntilItHasLanded() {
        Incarnation me = armed(EVERY_DAY);
        assertThat(protocol.step(me, otherCommands(TOMORROW), SEVEN.minusSeconds(1)))
                .hasOnlyElementsOfType(Persist.class);

        assertThat(protocol.step(me, new TimerElapsed(), SEVEN)).isEmpty();

        assertThat(those(protocol.step(me, new Persisted(), SEVEN), Publish.class))
                .isEmpty();
        assertThat(those(protocol.step(me, new TimerElapsed(), SEVEN), Publish.class))
                .extracting(Publish::commands)
                .containsExactly("{\"on\":0}");
    }

    @Test
    void aChangeRecallsWhatIsInFlightAndNoLongerOwed() {
        assertThat(protocol.step(publishing(), otherCommands(TOMORROW), SEVEN.plusSeconds(1)))
                .contains(new Recall(OCCURRENCE));
    }

    @Test
    void aChangeRecallsWhatAnotherLifeHasSettledToo() {
        Incarnation me = publishing();
        protocol.step(me, new PublishFailed(OCCURRENCE, null, 0, null), SEVEN);
        overtaken(me);
        protocol.published(me, List.of(OCCURRENCE));

        assertThat(protocol.step(me, otherCommands(TOMORROW), LATE)).contains(new Recall(OCCURRENCE));
    }

    /** A clock that was 50 ms ahead rang seven o'clock; it goes back, and the task is changed before seven. */
    @Test
    void whatAnOlderStateHasPublishedEarlyCountsForNothing() {
        Instant before = SEVEN.minusMillis(50);
        Incarnation me = publishing();
        assertThat(protocol.step(me, otherCommands(TOMORROW), before)).contains(new Recall(OCCURRENCE));
        protocol.step(me, new Persisted(), before);
        protocol.step(me, acknowledged(before), before);

        assertThat(those(protocol.step(me, new TimerElapsed(), SEVEN), Publish.class))
                .extracting(Publish::commands)
                .containsExactly("{\"on\":0}");
    }

    /** A clock that was 50 ms ahead left seven o'clock out; it goes back, and the skip is undone before seven. */
    @Test
    void whatIsBroughtBackIsPublishedThoughAClockThatWasAheadHasLeftItOut() {
        Instant before = SEVEN.minusMillis(50);
        DeviceState skipped = EVERY_DAY.skipping(new Skip(groupId(1), SEVEN, SEVEN), Instant.EPOCH, Instant.EPOCH);
        Incarnation me = armed(skipped);
        assertThat(those(protocol.step(me, new TimerElapsed(), SEVEN), WriteSettle.class))
                .hasSize(1);
        protocol.step(me, new Settled(true), SEVEN);

        List<Effect> undone = protocol.step(me, wish(new ByHandChange.UndoSkips(groupId(1)), TOMORROW), before);
        assertThat(those(undone, Persist.class))
                .extracting(persist -> persist.write().owedFrom())
                .containsExactly(SEVEN);
        protocol.step(me, new Persisted(), before);
        assertThat(those(protocol.step(me, new TimerElapsed(), SEVEN), Publish.class))
                .hasSize(1);
    }

    @Test
    void aWishPastItsDeadlineIsRefusedAndNothingIsWritten() {
        Incarnation me = armed(EVERY_DAY);
        Input.Wish wish = otherCommands(SEVEN.minusSeconds(2));

        assertThat(protocol.step(me, wish, SEVEN.minusSeconds(1)))
                .containsExactly(new Decided(wish, new Decision.Refused(Problem.UNAVAILABLE)));
        assertThat(me.isFree()).isTrue();
        assertThat(me.state()).isEqualTo(EVERY_DAY);
    }

    @Test
    void aWishThatWaitsForTheRowIsRefusedWhenItsDeadlineHasPassedMeanwhile() {
        Incarnation me = Incarnation.recovered(1, EVERY_DAY);
        Input.Wish wish = otherCommands(SEVEN.minusSeconds(30));
        assertThat(protocol.step(me, wish, SEVEN.minusSeconds(31))).containsExactly(new ReadRow());

        assertThat(protocol.step(me, row(SEVEN, 1), SEVEN.minusSeconds(29)))
                .contains(new Decided(wish, new Decision.Refused(Problem.UNAVAILABLE)))
                .doesNotHaveAnyElementsOfTypes(Persist.class);
    }

    /** A backlog of 1,100 occurrences, expired long ago: 50 tasks on each of 22 days. */
    private Incarnation behind(Input.Wish wish) {
        Task[] tasks = IntStream.range(0, 50)
                .mapToObj(i -> Schedules.task("t" + i, "07:00"))
                .toArray(Task[]::new);
        Incarnation me = Incarnation.recovered(1, device(group(1, WeekMask.EVERY_DAY, tasks)));
        assertThat(protocol.step(me, wish, SEVEN)).containsExactly(new ReadRow());
        List<Effect> effects = protocol.step(me, row(SEVEN.minus(Duration.ofDays(22)), 1), SEVEN.plusSeconds(1));
        assertThat(effects).doesNotHaveAnyElementsOfTypes(Persist.class, Publish.class);
        assertThat(those(effects, WriteSettle.class))
                .singleElement()
                .satisfies(write -> assertThat(write.settle().verdicts()).hasSize(1000));
        return me;
    }

    @Test
    void aChangeWithALargeBacklogBehindItWaitsUntilThatIsSettledInPieces() {
        Incarnation me = behind(wish(new GroupChange.DeleteGroup(groupId(1)), TOMORROW));

        List<Effect> effects = protocol.step(me, new Settled(true), SEVEN.plusSeconds(2));

        assertThat(those(effects, Persist.class))
                .singleElement()
                .satisfies(persist -> assertThat(persist.write().lines()).hasSize(150));
        assertThat(effects).doesNotHaveAnyElementsOfTypes(Publish.class);
    }

    @Test
    void itsDeadlineIsLookedAtAgainThen() {
        Input.Wish wish = wish(new GroupChange.DeleteGroup(groupId(1)), SEVEN.plusSeconds(1));
        Incarnation me = behind(wish);

        List<Effect> effects = protocol.step(me, new Settled(true), SEVEN.plusSeconds(2));

        assertThat(effects).contains(new Decided(wish, new Decision.Refused(Problem.UNAVAILABLE)));
        assertThat(those(effects, Persist.class)).isEmpty();
    }

    // ------------------------------------------------------------------------------------------ settling

    private Incarnation settling() {
        Incarnation me = publishing();
        assertThat(protocol.step(me, acknowledged(SEVEN), SEVEN)).hasAtLeastOneElementOfType(WriteSettle.class);
        return me;
    }

    @Test
    void aSettleThatIsRefusedWithItsOwnNumberStops() {
        assertThat(protocol.step(settling(), new Settled(false), SEVEN)).hasOnlyElementsOfType(Stop.class);
    }

    @Test
    void aSettleThatIsRefusedWithAnOlderNumberIsSentAgain() {
        Incarnation me = settling();
        protocol.step(me, wish(new DeviceChange.BindUser(new UserId("more")), TOMORROW), SEVEN);
        protocol.step(me, new Persisted(), SEVEN);

        assertThat(those(protocol.step(me, new Settled(false), SEVEN), WriteSettle.class))
                .singleElement()
                .satisfies(write -> {
                    assertThat(write.settle().n()).isEqualTo(2);
                    assertThat(write.settle().dueAt()).isEqualTo(TOMORROW);
                    assertThat(write.settle().verdicts()).hasSize(1);
                });
    }

    @Test
    void aSettleOfUnknownOutcomeIsSentAgainAfterAWhile() {
        Incarnation me = settling();
        assertThat(protocol.step(me, new SettleFailed(), SEVEN)).contains(new WakeAt(SEVEN.plus(Protocol.RETRY)));

        assertThat(protocol.step(me, new TimerElapsed(), SEVEN.plus(Protocol.RETRY)))
                .hasAtLeastOneElementOfType(WriteSettle.class);
    }
}
