package io.carillon.schedule;

import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Effect.Publish;
import io.carillon.schedule.Effect.ReadRow;
import io.carillon.schedule.Effect.WakeAt;
import io.carillon.schedule.Effect.WriteSettle;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link ProtocolExplorerTest} leaves out, as its clock only knows minutes. */
class ProtocolTest {
    private static final Instant SEVEN = Instant.parse("2026-03-02T07:00:00Z");
    private static final Instant TOMORROW = SEVEN.plus(Duration.ofDays(1));
    private static final Occurrence OCCURRENCE =
            new Occurrence(Schedules.groupId(1), at("07:00").name(), SEVEN);

    private final Protocol protocol = new Protocol(
            new Terms(ZoneOffset.UTC, Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ZERO),
            Schedules.in(ZoneOffset.UTC));

    @Test
    void theTimerIsSetForWhatIsDueWithinTheSameMillisecondToo() {
        Incarnation recovered =
                Incarnation.recovered(1, device(group(1, WeekMask.EVERY_DAY, at("07:00"), at("07:01"))));
        Incarnation reading = protocol.woken(recovered).next();

        Step armed = protocol.rowRead(reading, Optional.of(new Wakeup(SEVEN, 1)), SEVEN.minusNanos(400_000));

        assertThat(armed.effects()).containsExactly(new WakeAt(SEVEN));
    }

    /** A life that is armed for seven, was paused, and reads at last what another has settled meanwhile. */
    private Step late() {
        Instant late = SEVEN.plus(Protocol.LATE).plusMillis(1);
        Incarnation reading = protocol.woken(
                        Incarnation.recovered(1, device(group(1, WeekMask.EVERY_DAY, at("07:00")))))
                .next();
        Incarnation armed = protocol.rowRead(reading, Optional.of(new Wakeup(SEVEN, 1)), SEVEN.minusSeconds(60))
                .next();
        Step rung = protocol.rung(armed, late);
        assertThat(rung.effects()).contains(new ReadRow());
        return protocol.rowRead(rung.next(), Optional.of(new Wakeup(TOMORROW, 1)), late);
    }

    @Test
    void whatAnotherLifeHasSettledMeanwhileIsNotPublishedAgain() {
        assertThat(late().effects()).noneMatch(Publish.class::isInstance);
        assertThat(late().next().cursor()).isEqualTo(TOMORROW);
    }

    @Test
    void anAcknowledgementThatComesAfterItIsStillWritten() {
        Incarnation inFlight = protocol.published(late().next(), List.of(OCCURRENCE));
        Step told = protocol.acknowledged(
                inFlight, OCCURRENCE, Verdict.DELIVERED, SEVEN, SEVEN.plusSeconds(4), SEVEN.plusSeconds(4));

        assertThat(told.effects())
                .filteredOn(WriteSettle.class::isInstance)
                .singleElement()
                .satisfies(write -> assertThat(((WriteSettle) write).settle().verdicts())
                        .extracting(Firing::occurrence)
                        .containsExactly(OCCURRENCE));
    }

    @Test
    void aWakeReadsNothingWhileAPublishOrASettleIsOnItsWay() {
        Incarnation armed = protocol.rowRead(
                        protocol.woken(Incarnation.recovered(1, device(group(1, WeekMask.EVERY_DAY, at("07:00")))))
                                .next(),
                        Optional.of(new Wakeup(SEVEN, 1)),
                        SEVEN.minusSeconds(60))
                .next();
        assertThat(protocol.woken(armed).effects()).containsExactly(new ReadRow());

        Incarnation publishing = protocol.rung(armed, SEVEN).next();
        assertThat(protocol.woken(publishing).effects()).isEmpty();

        Incarnation settling = protocol.acknowledged(publishing, OCCURRENCE, Verdict.DELIVERED, SEVEN, SEVEN, SEVEN)
                .next();
        assertThat(protocol.woken(settling).effects()).isEmpty();

        Incarnation settled = protocol.settled(settling, true, SEVEN).next();
        assertThat(protocol.woken(settled).effects()).containsExactly(new ReadRow());
    }
}
