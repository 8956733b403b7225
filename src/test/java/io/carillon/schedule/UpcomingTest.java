package io.carillon.schedule;

import static io.carillon.schedule.Schedules.CREATED;
import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.group;
import static io.carillon.schedule.Schedules.groupId;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpcomingTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant BEFORE_THE_GAP = Instant.parse("2027-03-27T12:00:00Z");

    @Test
    void earliestFirstWhateverTheOrderOfTheTasks() {
        Group group = group(1, EVERY_DAY, at("22:00"), at("07:30"));

        assertThat(upcoming(group, in(BERLIN), Instant.parse("2026-06-01T12:00:00Z"), 3))
                .containsExactly(
                        plain("22:00", "2026-06-01T20:00:00Z"),
                        plain("07:30", "2026-06-02T05:30:00Z"),
                        plain("22:00", "2026-06-02T20:00:00Z"));
    }

    @Test
    void strictlyAfterTheInstant() {
        Group group = group(1, EVERY_DAY, at("12:00"));
        Instant noon = Instant.parse("2026-06-01T10:00:00Z");

        assertThat(upcoming(group, in(BERLIN), noon.minusNanos(1), 1)).containsExactly(plain("12:00", noon.toString()));
        assertThat(upcoming(group, in(BERLIN), noon, 1)).containsExactly(plain("12:00", "2026-06-02T10:00:00Z"));
    }

    @Test
    void atMost400DaysAhead() {
        Group group = group(1, only(DayOfWeek.MONDAY), at("12:00"));
        Instant after = Instant.parse("2026-06-01T10:00:00Z");

        List<Upcoming> all = upcoming(group, in(BERLIN), after, 100);

        assertThat(all).hasSize(57).allMatch(next -> !next.at().isAfter(after.plus(Duration.ofDays(400))));
    }

    @Test
    void aDisabledGroupHasNone() {
        assertThat(upcoming(off(group(1, EVERY_DAY, at("12:00"))), in(BERLIN), CREATED, 20))
                .isEmpty();
    }

    @Test
    void aOnceGroupHasOneForEachTaskThatIsNotOver() {
        Group group = group(1, ONCE, at("12:00"), at("13:00"));

        assertThat(upcoming(group, in(BERLIN), CREATED, 20))
                .containsExactly(plain("12:00", "2026-01-01T11:00:00Z"), plain("13:00", "2026-01-01T12:00:00Z"));
        assertThat(upcoming(group, in(BERLIN), Instant.parse("2026-01-01T11:30:00Z"), 20))
                .containsExactly(plain("13:00", "2026-01-01T12:00:00Z"));
    }

    @Test
    void aTimeInTheGapSaysWhereItWent() {
        Group group = group(1, EVERY_DAY, at("03:00"), at("02:30"));

        assertThat(upcoming(group, in(BERLIN), BEFORE_THE_GAP, 3))
                .containsExactly(
                        noted(
                                "02:30",
                                "2027-03-28T01:00:00Z",
                                "daylight saving: 02:30 does not exist in Europe/Berlin on 2027-03-28, runs at 03:00"),
                        plain("03:00", "2027-03-28T01:00:00Z"),
                        plain("02:30", "2027-03-29T00:30:00Z"));
    }

    @Test
    void aShiftIsNoMoveButASpreadDeviceSaysWhenItReallyRuns() {
        Timing shifted = new Timing(BERLIN, Duration.ofMinutes(5));
        Group group = group(1, EVERY_DAY, at("02:30"));

        assertThat(upcoming(group, shifted, BEFORE_THE_GAP, 2))
                .containsExactly(
                        noted(
                                "02:30",
                                "2027-03-28T01:05:00Z",
                                "daylight saving: 02:30 does not exist in Europe/Berlin on 2027-03-28, runs at 03:05"),
                        plain("02:30", "2027-03-29T00:35:00Z"));
    }

    @Test
    void aGapThatEndsOnAnotherDayNamesThatDay() {
        Group group = group(1, EVERY_DAY, at("00:00"), at("23:30"));

        assertThat(upcoming(group, in(ZoneId.of("America/Nuuk")), BEFORE_THE_GAP, 2))
                .containsExactly(
                        noted(
                                "23:30",
                                "2027-03-28T01:00:00Z",
                                "daylight saving: 23:30 does not exist in America/Nuuk on 2027-03-27, runs at 00:00 on"
                                        + " 2027-03-28"),
                        plain("00:00", "2027-03-28T01:00:00Z"));
    }

    @Test
    void midnightOfADayLeftOutIsMovedToo() {
        Task midnight = Schedules.from(Instant.EPOCH, at("00:00"));
        Group fridays = group(1, only(DayOfWeek.FRIDAY), midnight);

        assertThat(upcoming(fridays, in(ZoneId.of("Pacific/Apia")), Instant.parse("2011-12-29T12:00:00Z"), 1))
                .containsExactly(noted(
                        "00:00",
                        "2011-12-30T10:00:00Z",
                        "daylight saving: 00:00 does not exist in Pacific/Apia on 2011-12-30, runs at 00:00 on"
                                + " 2011-12-31"));
    }

    @Test
    void aTimeThatComesTwiceIsNotMoved() {
        Group group = group(1, EVERY_DAY, at("02:30"));

        assertThat(upcoming(group, in(BERLIN), Instant.parse("2026-10-24T12:00:00Z"), 2))
                .containsExactly(plain("02:30", "2026-10-25T00:30:00Z"), plain("02:30", "2026-10-26T01:30:00Z"));
    }

    @Test
    void fromAndToNarrowItAndToIsLeftOut() {
        Group group = group(1, EVERY_DAY, at("12:00"));
        Instant from = Instant.parse("2026-06-03T10:00:00Z");
        Excerpt twoDays = new Excerpt(20, from, from.plus(Duration.ofDays(2)));

        assertThat(upcoming(group, in(BERLIN), from.minus(Duration.ofDays(9)), twoDays))
                .containsExactly(plain("12:00", "2026-06-03T10:00:00Z"), plain("12:00", "2026-06-04T10:00:00Z"));
        assertThat(upcoming(group, in(BERLIN), from.plus(Duration.ofDays(9)), twoDays))
                .isEmpty();
        assertThat(upcoming(
                        group,
                        in(BERLIN),
                        from.minus(Duration.ofDays(399)),
                        new Excerpt(20, from, from.plus(Duration.ofDays(9)))))
                .as("at most 400 days ahead")
                .hasSize(2);
    }

    @Test
    void whatIsSkippedStaysInItAndSaysSo() {
        Group group = group(1, EVERY_DAY, at("12:00"));
        Instant noon = Instant.parse("2026-06-01T10:00:00Z");
        DeviceState state = device(group).skipping(new Skip(group.id(), noon, noon), Instant.EPOCH, CREATED);

        assertThat(Upcoming.of(state, state.groups(), in(BERLIN), noon.minusSeconds(1), Excerpt.first(2)))
                .containsExactly(noted("12:00", noon.toString(), "skipped"), plain("12:00", "2026-06-02T10:00:00Z"));
    }

    @Test
    void ofSeveralGroupsTheyComeInTheOrderInWhichTheyFire() {
        Group second = group(2, EVERY_DAY, at("12:30"));
        DeviceState state = device(group(1, EVERY_DAY, at("13:00"), at("12:00")), second);

        assertThat(Upcoming.of(
                        state, state.groups(), in(BERLIN), Instant.parse("2026-06-01T09:00:00Z"), Excerpt.first(3)))
                .extracting(next -> next.task().value())
                .containsExactly("12:00", "12:30", "13:00");
        assertThat(Upcoming.of(
                        state, List.of(second), in(BERLIN), Instant.parse("2026-06-01T09:00:00Z"), Excerpt.first(1)))
                .extracting(Upcoming::group)
                .containsExactly(groupId(2));
    }

    @Test
    void whatIsDueAndHasNoVerdictComesFromTheCursorOnWhateverTheLimit() {
        Group group = group(1, EVERY_DAY, at("11:00"), at("12:00"), at("12:01"), at("12:02"));
        Instant noon = Instant.parse("2026-06-01T10:00:00Z");
        Occurrence run = new Occurrence(group.id(), name("11:00"), noon.plusSeconds(30), true);
        DeviceState state = device(group)
                .with(new Runs(List.of(run), List.of()), CREATED)
                .skipping(new Skip(group.id(), noon, noon), Instant.EPOCH, CREATED);
        Occurrence ended = new Occurrence(group.id(), name("12:01"), noon.plusSeconds(60));
        Moment now = new Moment(noon.plusSeconds(120), in(BERLIN), noon, ended::equals);

        assertThat(Upcoming.due(state, state.groups(), now, Set.of(), Excerpt.first(1)))
                .containsExactly(
                        noted("12:00", noon.toString(), "due; skipped"),
                        noted("11:00", noon.plusSeconds(30).toString(), "due; run"),
                        noted("12:02", noon.plusSeconds(120).toString(), "due"));
        assertThat(Upcoming.due(
                        state,
                        state.groups(),
                        now,
                        Set.of(),
                        new Excerpt(1, noon.plusSeconds(1), noon.plusSeconds(120))))
                .containsExactly(noted("11:00", noon.plusSeconds(30).toString(), "due; run"));
        assertThat(Upcoming.due(
                        state,
                        state.groups(),
                        new Moment(now.at(), now.service(), Wakeup.NEVER, now.ended()),
                        Set.of(),
                        Excerpt.first(1)))
                .isEmpty();
    }

    @Test
    void whatHasItsLineByNowIsNoLongerDue() {
        Instant noon = Instant.parse("2026-06-01T10:00:00Z");
        Firing line = new Firing(new Occurrence(groupId(1), name("12:00"), noon), Verdict.DELIVERED, 1, noon, noon);
        Upcoming next = plain("12:00", "2026-06-02T10:00:00Z");
        Upcoming other = noted("12:01", noon.toString(), "due");

        assertThat(new Reply.Fires(List.of(next), List.of())
                        .with(List.of(noted("12:00", noon.toString(), "due"), other), List.of(line)))
                .isEqualTo(new Reply.Fires(List.of(other, next), List.of(line)));
    }

    private static List<Upcoming> upcoming(Group group, Timing timing, Instant now, int limit) {
        return upcoming(group, timing, now, Excerpt.first(limit));
    }

    private static List<Upcoming> upcoming(Group group, Timing timing, Instant now, Excerpt wanted) {
        return Upcoming.of(device(group), List.of(group), timing, now, wanted);
    }

    private static Upcoming plain(String task, String at) {
        return noted(task, at, null);
    }

    private static Upcoming noted(String task, String at, @Nullable String note) {
        return new Upcoming(groupId(1), name(task), Instant.parse(at), note);
    }

    private static WeekMask only(DayOfWeek day) {
        return WeekMask.parse("1000000", day).orElseThrow();
    }
}
