package io.carillon.schedule;

import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.groupId;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Effect.Declined;
import io.carillon.schedule.Effect.Leave;
import io.carillon.schedule.Effect.Publish;
import io.carillon.schedule.Effect.ReadRow;
import io.carillon.schedule.Effect.WriteSettle;
import io.carillon.schedule.Input.Acknowledged;
import io.carillon.schedule.Input.Answered;
import io.carillon.schedule.Input.Hailed;
import io.carillon.schedule.Input.Pressed;
import io.carillon.schedule.Input.RowRead;
import io.carillon.schedule.Input.Settled;
import io.carillon.schedule.Input.TimerElapsed;
import io.carillon.schedule.Input.Woken;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Single rules of steps 10 and 11: what waits for its answer. */
class AnswerStepsTest {
    private static final Instant SEVEN = Instant.parse("2026-03-02T07:00:00Z");
    private static final Promise CONFIRMED = new Promise(3600, false, true, 30);
    private static final Occurrence OCCURRENCE =
            new Occurrence(groupId(1), at("07:00").name(), SEVEN);

    private final Protocol protocol = new Protocol(
            new ServiceSettings(ZoneOffset.UTC, Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ZERO),
            Schedules.in(ZoneOffset.UTC));

    private static DeviceState confirming(String... times) {
        Task[] tasks = Stream.of(times).map(Schedules::at).toArray(Task[]::new);
        return device(promising(CONFIRMED, Schedules.group(1, WeekMask.EVERY_DAY, tasks)));
    }

    private static Group promising(Promise promise, Group group) {
        return new Group(
                group.id(),
                group.days(),
                Dates.ALL,
                true,
                group.tasks(),
                group.createdAt(),
                group.updatedAt(),
                null,
                promise);
    }

    private static RowRead row(Instant dueAt) {
        return new RowRead(Optional.of(new Wakeup(dueAt, 1)));
    }

    /** The broker has it since seven, and the device is silent. */
    private Incarnation waiting(String... times) {
        Incarnation me = Incarnation.recovered(1, confirming(times));
        protocol.step(me, new Woken(), SEVEN.minusSeconds(30));
        protocol.step(me, row(SEVEN), SEVEN.minusSeconds(30));
        assertThat(protocol.step(me, new TimerElapsed(), SEVEN)).hasAtLeastOneElementOfType(Publish.class);
        protocol.step(me, new Acknowledged(OCCURRENCE, Verdict.DELIVERED, SEVEN, SEVEN), SEVEN);
        return me;
    }

    private static <T> List<T> those(List<Effect> effects, Class<T> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static Answered answer(String fireId, Instant at) {
        return new Answered(fireId, Verdict.CONFIRMED, null, at);
    }

    // ------------------------------------------------------------------------------------------ under pressure

    @Test
    void whoOnlyWaitsAndIsLookedAtSoonStaysInMemory() {
        Incarnation me = waiting("07:00");
        assertThat(those(protocol.step(me, new TimerElapsed(), SEVEN.plusSeconds(1)), WriteSettle.class))
                .isEmpty();
    }

    @Test
    void underPressureItLeavesAtOnceHoweverSoonThatIs() {
        Incarnation me = waiting("07:00");
        Instant now = SEVEN.plusSeconds(1);

        List<WriteSettle> written = those(protocol.step(me, new Pressed(), now), WriteSettle.class);
        assertThat(written).singleElement().satisfies(write -> {
            assertThat(write.settle().owedFrom()).isEqualTo(SEVEN);
            assertThat(write.settle().dueAt()).isBetween(SEVEN.plusSeconds(30), SEVEN.plusSeconds(33));
            assertThat(write.settle().verdicts()).extracting(Firing::verdict).containsExactly(Verdict.WAITING);
        });
        assertThat(protocol.step(me, new Settled(true), now)).contains(new Leave());
    }

    @Test
    void whoIsAboutToFireForTheFirstTimeStaysUnderPressureToo() {
        Incarnation me = waiting("07:00", "07:01");
        assertThat(protocol.step(me, new Pressed(), SEVEN.plusSeconds(1))).isEmpty();
    }

    @Test
    void whatIsPublishedStaysUntilTheBrokerHasIt() {
        Incarnation me = waiting("07:00");
        protocol.step(me, new TimerElapsed(), SEVEN.plusSeconds(34));
        assertThat(me.isPublishing()).isTrue();
        assertThat(protocol.step(me, new Pressed(), SEVEN.plusSeconds(34)))
                .doesNotHaveAnyElementsOfTypes(WriteSettle.class, Leave.class);
    }

    // ------------------------------------------------------------------------------------------ here

    @Test
    void aDeviceThatIsBackGetsWhatWaitsAtOnceAndTheRepeatsStayAsTheyWere() {
        Incarnation me = waiting("07:00");
        Instant back = SEVEN.plusSeconds(6);
        assertThat(protocol.step(me, new Hailed(), back)).contains(new ReadRow());
        assertThat(those(protocol.step(me, row(SEVEN), back), Publish.class))
                .extracting(Publish::occurrence)
                .containsExactly(OCCURRENCE);
        protocol.step(me, new Acknowledged(OCCURRENCE, Verdict.DELIVERED, back, back), back);

        Instant before = SEVEN.plusSeconds(29);
        assertThat(those(protocol.step(me, new TimerElapsed(), before), Publish.class))
                .isEmpty();
        assertThat(those(protocol.step(me, new TimerElapsed(), SEVEN.plusSeconds(34)), Publish.class))
                .hasSize(1);
    }

    @Test
    void whatWasJustPublishedIsNotPublishedAgainForIt() {
        Incarnation me = waiting("07:00");
        assertThat(those(protocol.step(me, new Hailed(), SEVEN.plusSeconds(4)), Publish.class))
                .isEmpty();
    }

    @Test
    void whoIsNotArmedReadsItsRowFirstAndThenGivesWhatIsOpen() {
        Incarnation me = Incarnation.recovered(1, confirming("07:00"));
        Instant back = SEVEN.plusSeconds(600);
        assertThat(protocol.step(me, new Hailed(), back)).containsExactly(new ReadRow());
        Firing line = new Firing(
                OCCURRENCE, Verdict.WAITING, 3, SEVEN, SEVEN, null, Confirmation.missing(SEVEN.plusSeconds(3600)));
        RowRead parked = new RowRead(Optional.of(new Wakeup(SEVEN.plusSeconds(900), 1, SEVEN, true, List.of(line))));
        assertThat(those(protocol.step(me, parked, back), Publish.class))
                .extracting(Publish::attempt)
                .containsExactly(4);
    }

    @Test
    void whoIsNotArmedDoesNotGiveAgainWhatWasJustPublished() {
        Firing first = new Firing(
                OCCURRENCE, Verdict.WAITING, 1, SEVEN, SEVEN, null, Confirmation.missing(SEVEN.plusSeconds(3600)));
        assertThat(published(first, SEVEN.plusSeconds(33), SEVEN.plusSeconds(4)))
                .isEmpty();
        assertThat(published(first, SEVEN.plusSeconds(33), SEVEN.plusSeconds(6)))
                .hasSize(1);
        Instant repeated = CONFIRMED
                .repeats(SEVEN, SEVEN.plusSeconds(60), OCCURRENCE.group().device())
                .last();
        assertThat(published(first, SEVEN.plusSeconds(95), repeated.plusSeconds(4)))
                .isEmpty();
        assertThat(published(first, SEVEN.plusSeconds(95), repeated.plusSeconds(6)))
                .hasSize(1);
    }

    /** What a device gets that is back at {@code now}, where this line waits and the row is due then. */
    private List<Publish> published(Firing line, Instant dueAt, Instant now) {
        Incarnation me = Incarnation.recovered(1, confirming("07:00"));
        protocol.step(me, new Hailed(), now);
        RowRead parked = new RowRead(Optional.of(new Wakeup(dueAt, 1, SEVEN, true, List.of(line))));
        return those(protocol.step(me, parked, now), Publish.class);
    }

    // ------------------------------------------------------------------------------------------ answers that wait

    @Test
    void beforeTheRowIsReadAThousandAnswersWaitAndTheNextIsToBeToldAgain() {
        Incarnation me = Incarnation.recovered(1, confirming("07:00"));
        for (int i = 0; i < 1000; i++)
            assertThat(those(protocol.step(me, answer("t-" + i, SEVEN), SEVEN), Declined.class))
                    .isEmpty();
        Answered next = answer("t-1000", SEVEN);
        assertThat(protocol.step(me, next, SEVEN)).contains(new Declined(next, Declined.Why.LOOK_AGAIN));
        Answered again = answer("t-7", SEVEN);
        assertThat(protocol.step(me, again, SEVEN)).contains(new Declined(again, Declined.Why.REPEATED));
        assertThat(me.answers).hasSize(1000);
    }

    /** Contract 1: at most 1,000 firings of a device are open at a time; beyond, the oldest ends. */
    @Test
    void beyondAThousandOpenTheOldestEndsAsSuperseded() {
        Task[] tasks = IntStream.range(0, 50)
                .mapToObj(i -> Schedules.task("t" + i, "07:00"))
                .toArray(Task[]::new);
        Promise longest = new Promise(Promise.MOST_VALID, false, true, 30);
        Incarnation me = Incarnation.recovered(
                1,
                device(IntStream.rangeClosed(1, 3)
                        .mapToObj(number -> promising(longest, Schedules.group(number, WeekMask.EVERY_DAY, tasks)))
                        .toArray(Group[]::new)));
        protocol.step(me, new Woken(), SEVEN);
        Instant oldest = SEVEN.minus(Duration.ofDays(6));
        List<Effect> effects = protocol.step(me, row(oldest), SEVEN.plusSeconds(60));

        assertThat(those(effects, Publish.class)).hasSize(1000);
        assertThat(me.done.values()).hasSize(50).allSatisfy(firing -> {
            assertThat(firing.verdict()).isEqualTo(Verdict.SUPERSEDED);
            assertThat(firing.occurrence().at()).isEqualTo(oldest);
        });
    }
}
