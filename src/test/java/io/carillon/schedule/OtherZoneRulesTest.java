package io.carillon.schedule;

import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Effect.Publish;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A device whose row was computed with other zone rules than its node's. */
class OtherZoneRulesTest {
    private static final Instant NOW = Instant.parse("2026-03-02T06:00:00Z");
    private static final Instant OURS = Instant.parse("2026-03-02T07:00:00Z");
    private static final Instant THEIRS = Instant.parse("2026-03-02T08:00:00Z");

    private final Protocol protocol = new Protocol(
            new ServiceSettings(ZoneOffset.UTC, Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ZERO),
            Schedules.in(ZoneOffset.UTC));

    @Test
    void byItsOwnRulesItIsDueBeforeTheRowSaysSo() {
        Incarnation woken = wokenAt(NOW, THEIRS, WeekMask.EVERY_DAY);
        assertThat(woken.cursor).isEqualTo(OURS);
        assertThat(protocol.step(woken, new Input.TimerElapsed(), OURS)).hasAtLeastOneElementOfType(Publish.class);
    }

    @Test
    void aOnceGroupTooIsDueBeforeTheRowSaysSo() {
        Instant now = Schedules.CREATED.plus(Duration.ofHours(6));
        assertThat(wokenAt(now, now.plus(Duration.ofHours(2)), WeekMask.ONCE).cursor)
                .isEqualTo(now.plus(Duration.ofHours(1)));
    }

    @Test
    void aSecondLookAtTheSameRowChangesNothing() {
        for (WeekMask days : List.of(WeekMask.EVERY_DAY, WeekMask.ONCE)) {
            Incarnation woken = wokenAt(NOW, THEIRS, days);
            Instant late = OURS.plus(Firing.LATE).plusMillis(1);
            for (Instant now : List.of(NOW.plusSeconds(30), late)) {
                Incarnation again = woken.copy();
                read(again, THEIRS, now);
                assertThat(again.cursor).isEqualTo(woken.cursor);
            }
        }
    }

    @Test
    void aRowOfItsOwnRulesIsTheCursor() {
        assertThat(wokenAt(NOW, OURS, WeekMask.EVERY_DAY).cursor).isEqualTo(OURS);
    }

    @Test
    void aRowThatIsOverdueIsTheCursor() {
        Instant yesterday = OURS.minus(Duration.ofDays(1));
        assertThat(wokenAt(NOW, yesterday, WeekMask.EVERY_DAY).cursor).isEqualTo(yesterday);
    }

    @Test
    void aRowLoweredToNowSettlesToWhereItsOwnRulesOweAndNothingIsPublished() {
        Incarnation me = recovered(WeekMask.EVERY_DAY);
        assertThat(read(me, NOW, NOW))
                .doesNotHaveAnyElementsOfTypes(Publish.class)
                .first()
                .satisfies(effect -> assertThat(
                                ((Effect.WriteSettle) effect).settle().dueAt())
                        .isEqualTo(OURS));
    }

    private Incarnation wokenAt(Instant now, Instant dueAt, WeekMask days) {
        Incarnation me = recovered(days);
        read(me, dueAt, now);
        return me;
    }

    private static Incarnation recovered(WeekMask days) {
        return Incarnation.recovered(1, device(group(1, days, at("07:00"))));
    }

    private List<Effect> read(Incarnation me, Instant dueAt, Instant now) {
        protocol.step(me, new Input.Woken(), now);
        return protocol.step(me, new Input.RowRead(Optional.of(new Wakeup(dueAt, 1))), now);
    }
}
