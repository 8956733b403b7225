package io.carillon.schedule;

import static io.carillon.schedule.Schedules.CREATED;
import static io.carillon.schedule.Schedules.agenda;
import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.between;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.group;
import static io.carillon.schedule.Schedules.groupId;
import static io.carillon.schedule.Schedules.in;
import static io.carillon.schedule.Schedules.name;
import static io.carillon.schedule.Schedules.off;
import static io.carillon.schedule.Schedules.task;
import static io.carillon.schedule.Schedules.within;
import static io.carillon.schedule.WeekMask.EVERY_DAY;
import static io.carillon.schedule.WeekMask.ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.DeviceEvent.ClockSetRight;
import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceEvent.GroupDeleted;
import io.carillon.schedule.DeviceEvent.GroupSpent;
import io.carillon.schedule.DeviceEvent.ZoneSet;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a device owes, what a change ends, and when a change happens. Instants are UTC, as is the service's zone. */
class DeviceStateTest {
    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final Instant MIDNIGHT = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    @Nested
    class WhatIsOwed {
        @Test
        void byInstantThenLocalTimeThenGroupThenPlaceInTheList() {
            DeviceState state = device(
                            group(1, EVERY_DAY, at("03:00"), task("b", "02:30"), at("01:00")),
                            group(2, EVERY_DAY, at("02:15"), task("c", "02:30"), at("03:00")))
                    .withZone("Europe/Berlin", CREATED);

            // in the gap, 02:00 to 03:00 all fall on one instant
            assertThat(owed(state, "2027-03-27T23:30:00Z", "2027-03-28T01:00:00Z"))
                    .containsExactly("1/01:00", "2/02:15", "1/b", "2/c", "1/03:00", "2/03:00");
        }

        @Test
        void equalTimesFireInTheOrderOfTheList() {
            DeviceState state = device(group(1, EVERY_DAY, task("z", "12:00"), task("a", "12:00"), task("m", "12:00")));

            assertThat(owed(state, "2026-06-01T12:00:00Z", "2026-06-01T12:00:00Z"))
                    .containsExactly("1/z", "1/a", "1/m");
        }

        @Test
        void whatAGapMovesToTheNextDayStillComesBeforeThatDay() {
            DeviceState state =
                    device(group(1, EVERY_DAY, at("00:00"), at("23:30"))).withZone("America/Nuuk", CREATED);

            assertThat(owed(state, "2027-03-28T01:00:00Z", "2027-03-28T01:00:00Z"))
                    .containsExactly("1/23:30", "1/00:00");
        }

        @Test
        void bothBoundsAreIncluded() {
            DeviceState state = device(group(1, EVERY_DAY, at("12:00"), at("13:00")));

            assertThat(owed(state, "2026-06-01T12:00:00Z", "2026-06-01T13:00:00Z"))
                    .containsExactly("1/12:00", "1/13:00");
            assertThat(owed(state, "2026-06-01T12:00:00.000000001Z", "2026-06-01T12:59:59.999999999Z"))
                    .isEmpty();
        }

        @Test
        void theLimitIsOfAllTasks() {
            DeviceState state = device(group(1, EVERY_DAY, at("12:00"), at("13:00")));

            assertThat(agenda(state, in(UTC)).owed(MIDNIGHT, Wakeup.NEVER, 3).stream()
                            .map(DeviceStateTest::text))
                    .containsExactly("1/12:00", "1/13:00", "1/12:00");
        }

        @Test
        void onlyWhatComesAfterTheTaskTookEffect() {
            DeviceState state = device(group(1, EVERY_DAY, Schedules.from(NOON, at("12:00"))));

            assertThat(agenda(state, in(UTC)).owed(MIDNIGHT, Wakeup.NEVER, 1))
                    .containsExactly(new Occurrence(groupId(1), name("12:00"), NOON.plusSeconds(86_400)));
        }

        @Test
        void aTaskMadeInTheMinuteThatItNamesRunsTheNextTime() {
            DeviceState state = device(group(1, EVERY_DAY, Schedules.from(NOON.plusSeconds(30), at("12:00"))));

            assertThat(owed(state, "2026-06-01T00:00:00Z", "2026-06-02T11:59:59Z"))
                    .isEmpty();
        }

        @Test
        void nothingByADisabledGroup() {
            assertThat(owed(
                            device(off(group(1, EVERY_DAY, at("12:00")))),
                            "2026-06-01T00:00:00Z",
                            "2027-06-01T00:00:00Z"))
                    .isEmpty();
        }

        @Test
        void byAnOnceTaskOneOccurrenceAndNoneThatIsOver() {
            DeviceState state = device(
                    group(1, ONCE, Schedules.from(MIDNIGHT, at("12:00")), Schedules.from(Wakeup.NEVER, at("13:00"))));

            assertThat(agenda(state, in(UTC)).owed(MIDNIGHT, Wakeup.NEVER, 9).stream()
                            .map(DeviceStateTest::text))
                    .containsExactly("1/12:00");
            assertThat(agenda(state, in(UTC)).owed(NOON.plusNanos(1), Wakeup.NEVER, 9))
                    .isEmpty();
        }

        @Test
        void byAnOnceTaskTheFirstThatTheDatesAllowAndNoneWhereTheyAllowNone() {
            Group later = within(between("2026-06-03.."), group(1, ONCE, Schedules.from(MIDNIGHT, at("12:00"))));
            Group over = within(between("..2026-05-31"), group(2, ONCE, Schedules.from(MIDNIGHT, at("12:00"))));

            assertThat(agenda(device(later, over), in(UTC)).owed(MIDNIGHT, Wakeup.NEVER, 9))
                    .containsExactly(new Occurrence(groupId(1), name("12:00"), NOON.plus(Duration.ofDays(2))));
        }

        @Test
        void inTheDevicesZoneAndWithoutOneInTheServices() {
            DeviceState state = device(group(1, EVERY_DAY, Schedules.from(MIDNIGHT, at("12:00"))));
            ZoneId shanghai = ZoneId.of("Asia/Shanghai");

            assertThat(agenda(state, in(shanghai)).owed(MIDNIGHT, Wakeup.NEVER, 1))
                    .extracting(Occurrence::at)
                    .containsExactly(Instant.parse("2026-06-01T04:00:00Z"));
            assertThat(agenda(state.withZone("Z", CREATED), in(shanghai)).owed(MIDNIGHT, Wakeup.NEVER, 1))
                    .extracting(Occurrence::at)
                    .containsExactly(NOON);
        }
    }

    @Nested
    class UnderASpread {
        private static final Timing SHIFTED = new Timing(UTC, Duration.ofMinutes(10));

        @Test
        void everythingComesLaterAndUnderTheIdOfItsLaterTime() {
            DeviceState state = device(
                    group(1, EVERY_DAY, Schedules.from(MIDNIGHT, at("12:00"))),
                    group(2, ONCE, Schedules.from(MIDNIGHT, at("12:00"))));

            assertThat(agenda(state, SHIFTED).owed(MIDNIGHT, NOON.plusSeconds(600), 9).stream()
                            .map(Occurrence::fireId))
                    .containsExactly("12:00-1780315800", "12:00-1780315800");
            assertThat(agenda(state, SHIFTED).owed(NOON.minusSeconds(600), NOON.plusSeconds(599), 9))
                    .isEmpty();
        }

        @Test
        void aTaskMadeAfterTheMinuteThatItNamesRunsTheNextTime() {
            DeviceState state = device(group(1, EVERY_DAY, Schedules.from(NOON.plusSeconds(30), at("12:00"))));

            assertThat(agenda(state, SHIFTED).firstOwedByChangesAt(NOON.plusSeconds(30)))
                    .isEqualTo(NOON.plus(Duration.ofDays(1)).plusSeconds(600));
        }

        @Test
        void whatWasMadeBeforeIsOwedUntilItsLaterTimeHasCome() {
            DeviceState state = device(group(1, EVERY_DAY, Schedules.from(NOON.minusMillis(1), at("12:00"))));

            assertThat(agenda(state, SHIFTED).owed(NOON.plusSeconds(300), NOON.plusSeconds(600), 9))
                    .hasSize(1);
        }
    }

    @Nested
    class WhatAChangeEnds {
        private final DeviceState before =
                device(group(1, EVERY_DAY, at("10:00"), at("11:00")), group(2, EVERY_DAY, at("11:00")));

        @Test
        void whatAChangedTaskOwedAndNothingOfATaskLeftAsItWas() {
            DeviceState after =
                    before.withGroup(group(1, EVERY_DAY, Schedules.from(NOON, at("10:00")), at("11:00")), NOON);

            assertThat(ended(after, MIDNIGHT)).containsExactly("1/10:00");
        }

        @Test
        void whatARemovedTaskOrGroupOwed() {
            assertThat(ended(before.withGroup(group(1, EVERY_DAY, at("11:00")), NOON), MIDNIGHT))
                    .containsExactly("1/10:00");
            assertThat(ended(new GroupDeleted(groupId(1), NOON).applyTo(before), MIDNIGHT))
                    .containsExactly("1/10:00", "1/11:00");
            assertThat(ended(new DeviceCleared(NOON).applyTo(before), MIDNIGHT))
                    .containsExactly("1/10:00", "1/11:00", "2/11:00");
        }

        @Test
        void whatADisabledGroupOwed() {
            Group disabled = before.groups().get(1).disabled(NOON);

            assertThat(ended(before.withGroup(disabled, NOON), MIDNIGHT)).containsExactly("2/11:00");
        }

        @Test
        void everythingWhereTheZoneIsAnotherAndNothingWhereItIsNamedAgain() {
            DeviceState moved = new ZoneSet("Asia/Tokyo", true, Set.of(), List.of(), NOON).applyTo(before);
            DeviceState named = new ZoneSet("Z", false, Set.of(), List.of(), NOON).applyTo(before);

            assertThat(ended(moved, MIDNIGHT)).containsExactly("1/10:00", "1/11:00", "2/11:00");
            assertThat(ended(named, MIDNIGHT)).isEmpty();
        }

        @Test
        void fromWhereTheRowStandsToTheMomentOfTheChangeBothIncluded() {
            DeviceState after = device();
            Instant ten = Instant.parse("2026-06-01T10:00:00Z");
            Instant eleven = Instant.parse("2026-06-01T11:00:00Z");

            assertThat(Schedules.ended(before, after, in(UTC), ten, eleven)).hasSize(3);
            assertThat(Schedules.ended(before, after, in(UTC), ten.plusMillis(1), eleven))
                    .hasSize(2);
            assertThat(Schedules.ended(before, after, in(UTC), ten, eleven.minusMillis(1)))
                    .hasSize(1);
        }

        @Test
        void everyOneThatPiledUpDuringAnOutage() {
            assertThat(ended(device(), NOON.minusSeconds(86_400 * 30L))).hasSize(90);
        }

        @Test
        void nothingWhereTheRowStandsAtNever() {
            assertThat(ended(device(), Wakeup.NEVER)).isEmpty();
        }

        @Test
        void theOccurrenceAtTheVeryMomentAndTheChangedTaskOwesItNoMore() {
            DeviceState noon = device(group(1, EVERY_DAY, at("12:00")));
            DeviceState after = device(group(1, EVERY_DAY, Schedules.from(NOON, at("12:00"))));

            assertThat(Schedules.ended(noon, after, in(UTC), MIDNIGHT, NOON)).hasSize(1);
            assertThat(agenda(after, in(UTC)).owed(MIDNIGHT, NOON, 9)).isEmpty();
        }

        private Stream<String> ended(DeviceState after, Instant dueAt) {
            return Schedules.ended(before, after, in(UTC), dueAt, NOON).stream().map(DeviceStateTest::text);
        }
    }

    @Nested
    class HowFarTheRowIsLowered {
        @Test
        void toTheFirstInstantThatAChangedTaskOwes() {
            DeviceState state = device(
                    group(1, EVERY_DAY, at("12:01"), Schedules.from(NOON, at("14:00"))),
                    group(2, EVERY_DAY, Schedules.from(NOON, at("13:00")), Schedules.from(NOON, at("12:00"))));

            assertThat(agenda(state, in(UTC)).firstOwedByChangesAt(NOON)).isEqualTo("2026-06-01T13:00:00Z");
        }

        @Test
        void notAtAllWhereNothingChangedOrWhatChangedOwesNothing() {
            assertThat(agenda(device(group(1, EVERY_DAY, at("13:00"))), in(UTC)).firstOwedByChangesAt(NOON))
                    .isEqualTo(Wakeup.NEVER);
            assertThat(agenda(device(off(group(1, EVERY_DAY, Schedules.from(NOON, at("13:00"))))), in(UTC))
                            .firstOwedByChangesAt(NOON))
                    .isEqualTo(Wakeup.NEVER);
            assertThat(agenda(DeviceState.EMPTY, in(UTC)).firstOwedByChangesAt(NOON))
                    .isEqualTo(Wakeup.NEVER);
        }

        @Test
        void toTheMomentOfTheChangeWhereAnOnceGroupHasNoInstantSoThatItTurnsItselfOff() {
            Group over =
                    within(between("..2026-05-31"), group(1, ONCE, at("12:00").from(NOON, Wakeup.NEVER)));

            assertThat(agenda(device(over), in(UTC)).firstOwedByChangesAt(NOON)).isEqualTo(NOON);
            assertThat(agenda(device(off(over)), in(UTC)).firstOwedByChangesAt(NOON))
                    .isEqualTo(Wakeup.NEVER);
        }

        @Test
        void inTheZoneThatHoldsAfterTheChange() {
            DeviceState moved = new ZoneSet("Asia/Tokyo", true, Set.of(), List.of(), NOON)
                    .applyTo(device(group(1, EVERY_DAY, at("22:00"))));

            assertThat(agenda(moved, in(UTC)).firstOwedByChangesAt(NOON)).isEqualTo("2026-06-01T13:00:00Z");
        }
    }

    @Nested
    class TheMomentOfAChange {
        private final DeviceState state = DeviceState.EMPTY.withUsers(Set.of(), NOON);

        @Test
        void isNowInWholeMilliseconds() {
            assertThat(state.momentOfChange(NOON.plusNanos(5_999_999))).isEqualTo(NOON.plusMillis(5));
        }

        @Test
        void isAtLeastAMillisecondAfterTheLastEventWhateverTheClockSays() {
            assertThat(state.momentOfChange(NOON.minusSeconds(60))).isEqualTo(NOON.plusMillis(1));
            assertThat(state.momentOfChange(NOON)).isEqualTo(NOON.plusMillis(1));
            assertThat(state.momentOfChange(NOON.plusNanos(999_999))).isEqualTo(NOON.plusMillis(1));
            assertThat(state.momentOfChange(NOON.plusMillis(1))).isEqualTo(NOON.plusMillis(1));
        }
    }

    @Test
    void aSpentOnceGroupIsTurnedOffAndItsUpdateTimeMoves() {
        Group once = group(1, ONCE, at("11:00"));

        DeviceState next = new GroupSpent(groupId(1), NOON).applyTo(device(once));

        assertThat(next.group(groupId(1)))
                .contains(Plain.group(groupId(1), ONCE, Dates.ALL, false, once.tasks(), CREATED, NOON));
        assertThat(next.lastEventAt()).isEqualTo(NOON);
    }

    @Nested
    class AClockThatWasAhead {
        private static final Instant WRONG = NOON.plus(Duration.ofDays(365));
        private final DeviceState ahead = device(
                        group(1, EVERY_DAY, Schedules.from(WRONG, at("13:00")), Schedules.from(MIDNIGHT, at("14:00"))),
                        group(2, ONCE, at("15:00").from(WRONG, WRONG.plusSeconds(10_800))))
                .with(new Runs(List.of(new Occurrence(groupId(1), name("13:00"), WRONG, true)), List.of()), WRONG);

        @Test
        void upToAMinuteMovesWhatComesAfterAndMoreDoesNot() {
            DeviceState near = device().withUsers(Set.of(), NOON.plusSeconds(60));

            assertThat(near.momentOfChange(NOON)).isEqualTo(NOON.plusSeconds(60).plusMillis(1));
            assertThat(ahead.momentOfChange(NOON)).isEqualTo(NOON);
            assertThat(ahead.isOfTheFuture(NOON)).isTrue();
            assertThat(near.isOfTheFuture(NOON)).isFalse();
        }

        @Test
        void nothingThatItWroteTakesEffectLaterThanItIsSetRight() {
            OnceAt right = new OnceAt(name("15:00"), NOON.plusSeconds(10_800));

            DeviceState next = new ClockSetRight(NOON, List.of(right), null).applyTo(ahead);

            assertThat(next.lastEventAt()).isEqualTo(NOON);
            assertThat(agenda(next, in(UTC)).owed(MIDNIGHT, NOON.plusSeconds(10_800), 9).stream()
                            .map(one -> text(one) + (one.run() ? " run" : "")))
                    .containsExactly("1/13:00 run", "1/13:00", "1/14:00", "2/15:00");
            assertThat(next.task(groupId(1), name("14:00")).orElseThrow().effectiveFrom())
                    .isEqualTo(MIDNIGHT);
        }

        @Test
        void whatHasFiredByItIsNotDoneAgain() {
            DeviceState next = new ClockSetRight(NOON, List.of(), List.of()).applyTo(ahead);

            assertThat(agenda(next, in(UTC)).owed(MIDNIGHT, NOON.plusSeconds(10_800), 9).stream()
                            .map(DeviceStateTest::text))
                    .containsExactly("1/13:00", "1/14:00");
        }
    }

    @Nested
    class OnceTasks {
        private final Task fixed = at("12:00").from(MIDNIGHT, NOON.plusSeconds(600));

        @Test
        void areDueAtTheirFixedInstantWhateverTheSettingsBecome() {
            DeviceState state = device(group(1, ONCE, fixed));

            for (Timing timing : List.of(in(UTC), in(ZoneId.of("Asia/Shanghai")), new Timing(UTC, Duration.ofHours(2))))
                assertThat(agenda(state, timing).owed(MIDNIGHT, Wakeup.NEVER, 9))
                        .extracting(Occurrence::at)
                        .containsExactly(NOON.plusSeconds(600));
        }

        @Test
        void thatHaveNoInstantOweNothing() {
            DeviceState state = device(group(1, ONCE, at("12:00").from(MIDNIGHT, Wakeup.NEVER)));

            assertThat(agenda(state, in(UTC)).owed(MIDNIGHT, Wakeup.NEVER, 9)).isEmpty();
        }
    }

    @Test
    void aZoneThatThisJdkLacksHasNoTimingAndEverythingElseStays() {
        DeviceState state = device(group(1, EVERY_DAY, at("12:00"))).withZone("Mars/Olympus", CREATED);

        assertThat(state.timing(in(UTC))).isEmpty();
        assertThat(Upcoming.of(state, state.groups(), in(UTC), NOON, Excerpt.first(9)))
                .isEmpty();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theNextOwedIsTheFirstNotBefore(
            @ForAll @IntRange(min = 0, max = 127) int days,
            @ForAll @LongRange(min = -200_000, max = 200_000) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(max = 86_399) int shift) {
        Instant from = NOON.plusSeconds(second).plusNanos(nano);
        Task noon = Schedules.from(NOON.minusSeconds(86_400 * 3L / 2), at("12:00"));
        Group group = group(1, new WeekMask(days), noon);

        Instant next = new Agenda(device(group), new Timing(UTC, Duration.ofSeconds(shift))).next(group, noon, from);

        Instant expected = Wakeup.NEVER;
        for (int day = 9; day > -5; day--) {
            Instant noonThen = NOON.plusSeconds(86_400L * day);
            DayOfWeek weekday = noonThen.atZone(UTC).getDayOfWeek();
            boolean runs = group.days().once() ? day == -1 : group.days().runsOn(weekday);
            boolean owed = runs && noonThen.isAfter(noon.effectiveFrom());
            if (owed && !noonThen.plusSeconds(shift).isBefore(from)) expected = noonThen.plusSeconds(shift);
        }
        assertThat(next).isEqualTo(expected);
    }

    @Test
    void aChangedGroupKeepsItsPlace() {
        DeviceState state = device(group(1, ONCE), group(2, ONCE), group(3, ONCE));

        assertThat(state.withGroup(group(2, EVERY_DAY), NOON).groups())
                .containsExactly(group(1, ONCE), group(2, EVERY_DAY), group(3, ONCE));
    }

    private static Stream<String> owed(DeviceState state, String from, String to) {
        return agenda(state, in(UTC)).owed(Instant.parse(from), Instant.parse(to), 9).stream()
                .map(DeviceStateTest::text);
    }

    private static String text(Occurrence occurrence) {
        for (int number = 1; number < 9; number++)
            if (occurrence.group().equals(groupId(number))) return number + "/" + occurrence.task();
        throw new AssertionError("no such group: " + occurrence);
    }
}
