package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Wakeup;
import io.carillon.wakeup.WakeupTable.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NudgesTest {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");

    private final Nudges nudges = new Nudges();

    @Test
    void aDeviceIsNudgedWhenFirstSeenThenBeforeItIsDueThenWithLongerAndLongerPauses() {
        Row row = row("a", T0, 1);
        round(row);
        assertThat(nudges.takeFirst(10, T0.minusSeconds(60))).containsExactly(row.device());
        List<Integer> seconds = secondsOfNudges(row, -60, 135);
        assertThat(seconds.get(0)).isBetween(-32, -2);
        assertThat(seconds.subList(1, seconds.size())).containsExactly(1, 3, 7, 15, 31, 61, 91, 121);
    }

    @Test
    void aHerdIsNudgedAgainOverHalfAMinute() {
        List<Row> herd =
                IntStream.range(0, 900).mapToObj(nr -> row("d" + nr, T0, 1)).toList();
        round(herd.toArray(Row[]::new));
        nudges.takeFirst(1000, T0.minusSeconds(60));
        for (int second = -31; second <= -2; second++)
            assertThat(nudges.takeAgain(1000, T0.plusSeconds(second))).hasSizeBetween(10, 60);
        assertThat(nudges.takeAgain(1000, T0)).isEmpty();
    }

    @Test
    void anOverdueDeviceIsNudgedAtOnceAndThenWithLongerAndLongerPauses() {
        Row row = row("a", T0.minusSeconds(3600), 1);
        round(row);
        assertThat(nudges.takeFirst(10, T0)).containsExactly(row.device());
        assertThat(secondsOfNudges(row, 0, 100)).containsExactly(1, 3, 7, 15, 31, 61, 91);
    }

    @Test
    void inAHurryTheOverdueAreNudgedAtOnceAndPausesBeginAnewOthersKeepTheirTurn() {
        Row overdue = row("a", T0, 1);
        Row later = row("b", T0.plusSeconds(60), 1);
        nudges.beginRound();
        nudges.seen(overdue);
        nudges.seen(later);
        nudges.endRound();
        nudges.takeFirst(10, T0.minusSeconds(1));
        assertThat(secondsOfNudges(overdue, 0, 10)).containsExactly(1, 3, 7);
        nudges.hurry(T0.plusSeconds(10));
        assertThat(secondsOfNudges(overdue, 10, 26)).containsExactly(10, 11, 13, 17, 25);
        assertThat(nudges.takeAgain(10, T0.plusSeconds(58))).contains(later);
    }

    @Test
    void aRowSeenAgainUnchangedIsNotNewAndKeepsItsTurn() {
        Row row = row("a", T0, 1);
        round(row);
        nudges.takeFirst(10, T0.minusSeconds(60));
        round(row);
        assertThat(nudges.takeFirst(10, T0.minusSeconds(50))).isEmpty();
        assertThat(nudges.takeAgain(10, T0.minusSeconds(2))).containsExactly(row);
    }

    @Test
    void aRowNudgedInTheMiddleOfARoundThatHasSeenItIsNotNewInTheNext() {
        Row row = row("a", T0, 1);
        round(row);
        nudges.beginRound();
        nudges.seen(row);
        nudges.takeFirst(10, T0.minusSeconds(60));
        nudges.endRound();
        round(row);
        assertThat(nudges.takeFirst(10, T0.minusSeconds(50))).isEmpty();
    }

    @Test
    void aChangedRowIsNew() {
        round(row("a", T0, 1));
        nudges.takeFirst(10, T0.minusSeconds(60));
        round(row("a", T0, 2));
        assertThat(nudges.takeFirst(10, T0.minusSeconds(50))).hasSize(1);
        assertThat(nudges.takeFirst(10, T0.minusSeconds(50))).isEmpty();
    }

    @Test
    void aRowThatMovedOnIsForgottenInsteadOfNudgedAgain() {
        Row row = row("a", T0, 1);
        round(row);
        nudges.takeFirst(10, T0);
        List<Row> taken = nudges.takeAgain(10, T0.plusSeconds(1));
        assertThat(nudges.unmoved(taken, Map.of(row.device(), new Wakeup(T0.plusSeconds(9), 1)), T0))
                .isEmpty();
        assertThat(nudges.size()).isZero();
    }

    @Test
    void aRowThatARoundDoesNotSeeIsForgotten() {
        round(row("a", T0, 1), row("b", T0, 1));
        nudges.takeFirst(1, T0);
        round(row("c", T0, 1));
        assertThat(nudges.size()).isEqualTo(1);
        assertThat(nudges.takeFirst(10, T0)).containsExactly(new DeviceId("c"));
        assertThat(nudges.takeAgain(10, T0.plusSeconds(1))).containsExactly(row("c", T0, 1));
    }

    @Test
    void rowsThatCouldNotBeReadAreTakenAgainLater() {
        Row row = row("a", T0, 1);
        round(row);
        nudges.takeFirst(10, T0);
        nudges.putBack(nudges.takeAgain(10, T0.plusSeconds(1)), T0.plusSeconds(5));
        assertThat(nudges.takeAgain(10, T0.plusSeconds(4))).isEmpty();
        assertThat(nudges.takeAgain(10, T0.plusSeconds(5))).containsExactly(row);
    }

    @Test
    void theEarliestDueComeFirst() {
        round(row("a", T0.plusSeconds(3), 1), row("b", T0.plusSeconds(1), 1), row("c", T0.plusSeconds(2), 1));
        assertThat(nudges.takeFirst(2, T0)).containsExactly(new DeviceId("b"), new DeviceId("c"));
    }

    private List<Integer> secondsOfNudges(Row row, int from, int to) {
        List<Integer> seconds = new ArrayList<>();
        for (int second = from; second <= to; second++) {
            Instant now = T0.plus(Duration.ofSeconds(second));
            List<Row> taken = nudges.takeAgain(10, now);
            if (!nudges.unmoved(taken, Map.of(row.device(), row.wakeup()), now).isEmpty()) seconds.add(second);
        }
        return seconds;
    }

    @Test
    void whoIsTurnedAwayHasItsTurnAgainAfterARestOfItsSliceTheEarliestDueFirst() {
        Row late = inSlice(7, T0.plusSeconds(2));
        Row early = inSlice(7, T0.plusSeconds(1));
        Row other = inSlice(8, T0.plusSeconds(3));
        round(late, early, other);
        Instant now = T0.minusSeconds(60);
        assertThat(nudges.takeFirst(1, now)).containsExactly(early.device());
        nudges.turnedAway(early.device(), now);
        assertThat(nudges.takeFirst(10, now)).containsExactly(other.device());
        Instant rested = now.plus(Nudges.REST);
        assertThat(nudges.takeFirst(10, rested.minusMillis(1))).isEmpty();
        assertThat(nudges.takeFirst(10, rested)).containsExactly(early.device(), late.device());
        assertThat(nudges.waiting()).isZero();
    }

    @Test
    void whoIsTurnedAwayTwiceWaitsOnce() {
        Row row = row("a", T0, 1);
        round(row);
        nudges.takeFirst(1, T0);
        nudges.turnedAway(row.device(), T0);
        nudges.turnedAway(row.device(), T0);
        nudges.turnedAway(new DeviceId("unknown"), T0);
        assertThat(nudges.waiting()).isEqualTo(1);
    }

    private static Row inSlice(int slice, Instant due) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> row("d" + i + "-" + due.getEpochSecond(), due, 1))
                .filter(row -> WakeupTable.slice(row.device()) == slice)
                .findFirst()
                .orElseThrow();
    }

    private void round(Row... rows) {
        nudges.beginRound();
        Stream.of(rows).forEach(nudges::seen);
        nudges.endRound();
    }

    private static Row row(String device, Instant dueAt, long seq) {
        return new Row(new DeviceId(device), new Wakeup(dueAt, seq));
    }
}
