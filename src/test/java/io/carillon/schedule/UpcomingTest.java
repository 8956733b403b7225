package io.carillon.schedule;

import static io.carillon.schedule.Schedules.CREATED;
import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.group;
import static io.carillon.schedule.Schedules.in;
import static io.carillon.schedule.Schedules.name;
import static io.carillon.schedule.Schedules.off;
import static io.carillon.schedule.WeekMask.EVERY_DAY;
import static io.carillon.schedule.WeekMask.ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpcomingTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant BEFORE_THE_GAP = Instant.parse("2027-03-27T12:00:00Z");

    @Test
    void earliestFirstWhateverTheOrderOfTheTasks() {
        Group group = group(1, EVERY_DAY, at("22:00"), at("07:30"));

        assertThat(Upcoming.of(DeviceState.EMPTY, group, in(BERLIN), Instant.parse("2026-06-01T12:00:00Z"), 3))
                .containsExactly(
                        plain("22:00", "2026-06-01T20:00:00Z"),
                        plain("07:30", "2026-06-02T05:30:00Z"),
                        plain("22:00", "2026-06-02T20:00:00Z"));
    }

    @Test
    void strictlyAfterTheInstant() {
        Group group = group(1, EVERY_DAY, at("12:00"));
        Instant noon = Instant.parse("2026-06-01T10:00:00Z");

        assertThat(Upcoming.of(DeviceState.EMPTY, group, in(BERLIN), noon.minusNanos(1), 1))
                .containsExactly(plain("12:00", noon.toString()));
        assertThat(Upcoming.of(DeviceState.EMPTY, group, in(BERLIN), noon, 1))
                .containsExactly(plain("12:00", "2026-06-02T10:00:00Z"));
    }

    @Test
    void atMost400DaysAhead() {
        Group group = group(1, only(DayOfWeek.MONDAY), at("12:00"));
        Instant after = Instant.parse("2026-06-01T10:00:00Z");

        List<Upcoming> all = Upcoming.of(DeviceState.EMPTY, group, in(BERLIN), after, 100);

        assertThat(all).hasSize(57).allMatch(next -> !next.at().isAfter(after.plus(Duration.ofDays(400))));
    }

    @Test
    void aDisabledGroupHasNone() {
        assertThat(Upcoming.of(DeviceState.EMPTY, off(group(1, EVERY_DAY, at("12:00"))), in(BERLIN), CREATED, 20))
                .isEmpty();
    }

    @Test
    void aOnceGroupHasOneForEachTaskThatIsNotOver() {
        Group group = group(1, ONCE, at("12:00"), at("13:00"));

        assertThat(Upcoming.of(DeviceState.EMPTY, group, in(BERLIN), CREATED, 20))
                .containsExactly(plain("12:00", "2026-01-01T11:00:00Z"), plain("13:00", "2026-01-01T12:00:00Z"));
        assertThat(Upcoming.of(DeviceState.EMPTY, group, in(BERLIN), Instant.parse("2026-01-01T11:30:00Z"), 20))
                .containsExactly(plain("13:00", "2026-01-01T12:00:00Z"));
    }

    @Test
    void aTimeInTheGapSaysWhereItWent() {
        Group group = group(1, EVERY_DAY, at("03:00"), at("02:30"));

        assertThat(Upcoming.of(DeviceState.EMPTY, group, in(BERLIN), BEFORE_THE_GAP, 3))
                .containsExactly(
                        new Upcoming(
                                name("02:30"),
                                Instant.parse("2027-03-28T01:00:00Z"),
                                "daylight saving: 02:30 does not exist in Europe/Berlin on 2027-03-28, runs at 03:00"),
                        plain("03:00", "2027-03-28T01:00:00Z"),
                        plain("02:30", "2027-03-29T00:30:00Z"));
    }

    @Test
    void aShiftIsNoMoveButASpreadDeviceSaysWhenItReallyRuns() {
        Timing shifted = new Timing(BERLIN, Duration.ofMinutes(5));
        Group group = group(1, EVERY_DAY, at("02:30"));

        assertThat(Upcoming.of(DeviceState.EMPTY, group, shifted, BEFORE_THE_GAP, 2))
                .containsExactly(
                        new Upcoming(
                                name("02:30"),
                                Instant.parse("2027-03-28T01:05:00Z"),
                                "daylight saving: 02:30 does not exist in Europe/Berlin on 2027-03-28, runs at 03:05"),
                        plain("02:30", "2027-03-29T00:35:00Z"));
    }

    @Test
    void aGapThatEndsOnAnotherDayNamesThatDay() {
        Group group = group(1, EVERY_DAY, at("00:00"), at("23:30"));

        assertThat(Upcoming.of(DeviceState.EMPTY, group, in(ZoneId.of("America/Nuuk")), BEFORE_THE_GAP, 2))
                .containsExactly(
                        new Upcoming(
                                name("23:30"),
                                Instant.parse("2027-03-28T01:00:00Z"),
                                "daylight saving: 23:30 does not exist in America/Nuuk on 2027-03-27, runs at 00:00 on 2027-03-28"),
                        plain("00:00", "2027-03-28T01:00:00Z"));
    }

    @Test
    void midnightOfADayLeftOutIsMovedToo() {
        Task midnight = Schedules.from(Instant.EPOCH, at("00:00"));
        Group fridays = group(1, only(DayOfWeek.FRIDAY), midnight);

        assertThat(Upcoming.of(
                        DeviceState.EMPTY,
                        fridays,
                        in(ZoneId.of("Pacific/Apia")),
                        Instant.parse("2011-12-29T12:00:00Z"),
                        1))
                .containsExactly(
                        new Upcoming(
                                name("00:00"),
                                Instant.parse("2011-12-30T10:00:00Z"),
                                "daylight saving: 00:00 does not exist in Pacific/Apia on 2011-12-30, runs at 00:00 on 2011-12-31"));
    }

    @Test
    void aTimeThatComesTwiceIsNotMoved() {
        Group group = group(1, EVERY_DAY, at("02:30"));

        assertThat(Upcoming.of(DeviceState.EMPTY, group, in(BERLIN), Instant.parse("2026-10-24T12:00:00Z"), 2))
                .containsExactly(plain("02:30", "2026-10-25T00:30:00Z"), plain("02:30", "2026-10-26T01:30:00Z"));
    }

    private static Upcoming plain(String task, String at) {
        return new Upcoming(name(task), Instant.parse(at), null);
    }

    private static WeekMask only(DayOfWeek day) {
        return WeekMask.parse("1000000", day).orElseThrow();
    }
}
