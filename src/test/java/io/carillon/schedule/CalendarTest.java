package io.carillon.schedule;

import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.group;
import static io.carillon.schedule.Schedules.groupId;
import static io.carillon.schedule.Schedules.in;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.DeviceChange.TakeCalendar;
import io.carillon.schedule.DeviceEvent.DeviceSet;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Contract 1, <i>Calendars</i>: as what a date counts, and what a new version of its calendar changes of a device. */
class CalendarTest {
    private static final Caller ADMIN = new Caller(new UserId("root"), true, true);
    private static final CalendarName NAME = new CalendarName("cn");
    private static final Calendar FIRST = new Calendar(NAME, 1);
    private static final Calendar SECOND = new Calendar(NAME, 2);
    private static final WeekMask WORKDAYS =
            WeekMask.parse("1111100", DayOfWeek.MONDAY).orElseThrow();
    private static final WeekMask SUNDAYS =
            WeekMask.parse("0000001", DayOfWeek.MONDAY).orElseThrow();
    /** A Thursday. */
    private static final Instant NOW = Instant.parse("2026-06-04T10:00:00Z");

    private static final Task NOON = at("12:00");
    private static final Task NINE = at("09:00");

    private Map<Calendar, CalendarDates> versions = Map.of(FIRST, dates(1, Map.of()));

    // ------------------------------------------------------------------------------------- dates

    @Test
    void aHolidayCountsAsASundayAndAWorkedSaturdayAsAFriday() {
        Timing timing = in(ZoneId.of("Asia/Shanghai"))
                .by(dates(1, Map.of("2026-10-01", DayKind.SUNDAY, "2026-10-10", DayKind.FRIDAY)));

        assertThat(runs(WORKDAYS, Dates.ALL, timing, "2026-09-30", "2026-10-12"))
                .containsExactly(
                        "2026-09-30",
                        "2026-10-02",
                        "2026-10-05",
                        "2026-10-06",
                        "2026-10-07",
                        "2026-10-08",
                        "2026-10-09",
                        "2026-10-10",
                        "2026-10-12");
        assertThat(runs(SUNDAYS, Dates.ALL, timing, "2026-09-28", "2026-10-12"))
                .containsExactly("2026-10-01", "2026-10-04", "2026-10-11");
    }

    /** By the State Council's notice: 28 days off, five Saturdays and Sundays worked, 248 working days. */
    @Test
    void chinasYear2025() {
        Map<String, DayKind> said = new TreeMap<>();
        for (String off : List.of(
                "2025-01-01..2025-01-01",
                "2025-01-28..2025-02-04",
                "2025-04-04..2025-04-06",
                "2025-05-01..2025-05-05",
                "2025-05-31..2025-06-02",
                "2025-10-01..2025-10-08"))
            LocalDate.parse(off.substring(0, 10))
                    .datesUntil(LocalDate.parse(off.substring(12)).plusDays(1))
                    .forEach(date -> said.put(date.toString(), DayKind.SUNDAY));
        List<String> worked = List.of("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11");
        worked.forEach(date -> said.put(date, DayKind.FRIDAY));
        Timing timing = in(ZoneId.of("Asia/Shanghai")).by(dates(1, said));

        List<String> workdays = runs(WORKDAYS, Dates.ALL, timing, "2025-01-01", "2025-12-31");

        assertThat(workdays).hasSize(248).containsAll(worked).doesNotContain("2025-01-28", "2025-06-02", "2025-10-08");
        assertThat(runs(SUNDAYS, Dates.ALL, timing, "2025-01-26", "2025-02-09"))
                .containsExactly(
                        "2025-01-28",
                        "2025-01-29",
                        "2025-01-30",
                        "2025-01-31",
                        "2025-02-01",
                        "2025-02-02",
                        "2025-02-03",
                        "2025-02-04",
                        "2025-02-09");
    }

    /** Nine holidays, seven of them on working days. */
    @Test
    void germanysYear2026() {
        Map<String, DayKind> said = new TreeMap<>();
        for (String date : List.of("01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26"))
            said.put("2026-" + date, DayKind.SUNDAY);
        Timing timing = in(ZoneId.of("Europe/Berlin")).by(dates(1, said));

        assertThat(runs(WORKDAYS, Dates.ALL, timing, "2026-01-01", "2026-12-31"))
                .hasSize(254)
                .doesNotContain("2026-04-03", "2026-05-14", "2026-12-25");
    }

    @Test
    void theDevicesOwnDaysGoBeforeItAndAGroupMayIgnoreBoth() {
        DeviceSettings own = new DeviceSettings(null, null, days(Map.of("2026-06-05", DayKind.FRIDAY)), null);
        Timing timing = in(ZoneOffset.UTC)
                .with(own)
                .by(dates(1, Map.of("2026-06-05", DayKind.NONE, "2026-06-08", DayKind.NONE)));
        Dates ignoring = new Dates(null, null, List.of(), null, null, null, true);

        assertThat(runs(WORKDAYS, Dates.ALL, timing, "2026-06-04", "2026-06-09"))
                .containsExactly("2026-06-04", "2026-06-05", "2026-06-09");
        assertThat(runs(WORKDAYS, ignoring, timing, "2026-06-04", "2026-06-09"))
                .containsExactly("2026-06-04", "2026-06-05", "2026-06-08", "2026-06-09");
    }

    @Test
    void aRuleLooksAtRealDatesAndWhatItGivesMustPassAsTheWeekdayThatItCountsAs() {
        Dates thursdays =
                new Dates(LocalDate.of(2026, 6, 1), null, List.of(), null, "FREQ=WEEKLY;BYDAY=TH", null, null);
        Timing timing =
                in(ZoneOffset.UTC).by(dates(1, Map.of("2026-06-05", DayKind.THURSDAY, "2026-06-11", DayKind.SUNDAY)));

        assertThat(runs(WORKDAYS, thursdays, timing, "2026-06-01", "2026-06-20"))
                .containsExactly("2026-06-04", "2026-06-18");
        assertThat(runs(SUNDAYS, thursdays, timing, "2026-06-01", "2026-06-20")).containsExactly("2026-06-11");
    }

    @Test
    void itFindsTheDayAfterTwoThousandThatDoNotRun() {
        Map<LocalDate, DayKind> sundays = new TreeMap<>();
        LocalDate first = LocalDate.of(2026, 6, 7);
        for (int week = 0; week < CalendarDates.MAX_DATES; week++) sundays.put(first.plusWeeks(week), DayKind.NONE);
        Timing timing = in(ZoneOffset.UTC).by(CalendarDates.of(1, Days.of(sundays)));
        When when = new When(SUNDAYS, Dates.ALL, LocalTime.NOON, null, timing);

        assertThat(Recurrence.next(when, NOW))
                .isEqualTo(
                        first.plusWeeks(CalendarDates.MAX_DATES).atTime(12, 0).toInstant(ZoneOffset.UTC));
    }

    @Test
    void whatItSaysComesBackAsItWasSaid() {
        Days said =
                days(Map.of("2026-10-01", DayKind.SUNDAY, "0000-01-01", DayKind.NONE, "9999-12-31", DayKind.MONDAY));

        assertThat(CalendarDates.of(1, said).days()).isEqualTo(said);
        assertThat(CalendarDates.of(1, said))
                .isEqualTo(CalendarDates.of(1, said))
                .isNotEqualTo(CalendarDates.of(2, said));
    }

    // ------------------------------------------------------------------------------------- changes

    @Test
    void whatNobodyKnowsTheDatesOfIsNotFollowedAndNothingOfItIsOwed() {
        versions = Map.of();
        DeviceState following = following(FIRST, group(1, WORKDAYS, NOON));

        assertThat(Plain.following(FIRST).decide(device(), ADMIN, moment(NOW)))
                .isEqualTo(new Decision.Refused(Problem.NO_SUCH_CALENDAR));
        assertThat(following.timing(service())).isEmpty();
    }

    @Test
    void aNewVersionLeavesWhatItStillCallsForAndLowersTheRowToWhatItCallsForSooner() {
        said(Map.of("2026-06-05", DayKind.NONE), Map.of("2026-06-11", DayKind.NONE));
        DeviceState state = following(FIRST, group(1, WORKDAYS, NINE, NOON));

        DeviceSet event = taken(state, SECOND, NOW.minusSeconds(7200));
        DeviceState after = event.applyTo(state);

        assertThat(event.otherwise()).isEmpty();
        assertThat(tasks(after)).isEqualTo(tasks(state));
        assertThat(after.settings().calendar()).isEqualTo(SECOND);
        assertThat(owedAfter(state)).isEqualTo("2026-06-04T12:00:00Z");
        assertThat(Schedules.agenda(after, service()).first(Instant.parse("2026-06-04T12:00:01Z"), Map.of()))
                .isEqualTo("2026-06-05T09:00:00Z");
    }

    @Test
    void aNewVersionEndsWhatItNoLongerCallsForAndMakesNothingOwedThatIsOver() {
        said(Map.of(), Map.of("2026-06-04", DayKind.NONE));
        DeviceState state = following(FIRST, group(1, WORKDAYS, NINE, NOON));
        Instant cursor = Instant.parse("2026-06-04T08:00:00Z");

        DeviceState gone = taken(state, SECOND, cursor).applyTo(state);
        assertThat(Schedules.ended(state, gone, service(), cursor, NOW))
                .extracting(ended -> ended.task().value())
                .containsExactly("09:00");

        said(Map.of("2026-06-04", DayKind.NONE), Map.of());
        DeviceState come = taken(state, SECOND, cursor).applyTo(state);
        assertThat(Schedules.agenda(come, service()).owed(cursor, Instant.parse("2026-06-04T23:00:00Z"), 9))
                .extracting(owed -> owed.task().value())
                .containsExactly("12:00");
    }

    /** Whoever arms looks for what is owed from his own now on, whatever the row says. */
    @Test
    void whatItCallsForInTheVeryMomentIsNotOwedWhereverTheCursorIs() {
        said(Map.of("2026-06-04", DayKind.NONE), Map.of());
        DeviceState state = following(FIRST, group(1, WORKDAYS, at("10:00"), NOON));

        DeviceState come = taken(state, SECOND, NOW.plusSeconds(86_400)).applyTo(state);

        assertThat(Schedules.agenda(come, service()).first(NOW, Map.of())).isEqualTo("2026-06-04T12:00:00Z");
    }

    @Test
    void aOnceTaskMovesToTheFirstDateThatTheNewVersionAllowsUnlessItIsTheSame() {
        said(Map.of(), Map.of("2026-06-05", DayKind.NONE));
        Task once = NINE.from(NOW, Instant.parse("2026-06-05T09:00:00Z"));
        Task due = NINE.from(NOW.minusSeconds(86_400), Instant.parse("2026-06-04T09:00:00Z"));

        DeviceState ahead = following(FIRST, group(1, WeekMask.ONCE, once));
        assertThat(tasks(taken(ahead, SECOND, NOW).applyTo(ahead)).get(0).once())
                .isEqualTo("2026-06-06T09:00:00Z");
        DeviceState open = following(FIRST, group(1, WeekMask.ONCE, due));
        assertThat(tasks(taken(open, SECOND, NOW.minusSeconds(7200)).applyTo(open)))
                .containsExactly(due);
    }

    @Test
    void onlyALaterVersionOfTheCalendarThatItFollowsIsTaken() {
        said(Map.of(), Map.of("2026-06-05", DayKind.NONE));
        Calendar other = new Calendar(new CalendarName("de"), 3);

        for (DeviceState state : List.of(
                device(),
                following(SECOND, group(1, WORKDAYS, NOON)),
                following(new Calendar(NAME, 9), group(1, WORKDAYS, NOON)),
                following(other, group(1, WORKDAYS, NOON))))
            assertThat(new TakeCalendar(SECOND).decide(state, ADMIN, moment(NOW)))
                    .isEqualTo(new Decision.Unchanged());
        assertThat(new TakeCalendar(SECOND).decide(device(), new Caller(new UserId("u"), false, true), moment(NOW)))
                .isEqualTo(new Decision.Refused(Problem.NOT_ADMIN));
    }

    @Test
    void whoeverAsksForAnEarlierVersionThanTheDeviceHasGetsTheOneThatItHas() {
        said(Map.of(), Map.of("2026-06-05", DayKind.NONE));

        assertThat(Plain.following(FIRST).decide(following(SECOND), ADMIN, moment(NOW)))
                .isEqualTo(new Decision.Unchanged());
    }

    @Test
    void anEventSaysWhichCalendarItsDeviceFollowsFromThenOn() {
        DeviceState before = following(FIRST, group(1, WORKDAYS, NOON));
        DeviceState moved = before.set(null, before.settings().with(SECOND), NOW);

        assertThat(follows(before, moved)).isEqualTo(Edit.to(SECOND));
        assertThat(follows(moved, moved.withZone("Europe/Berlin", NOW))).isEqualTo(Edit.unnamed());
        assertThat(follows(moved, DeviceState.cleared(NOW))).isEqualTo(Edit.to(null));
        assertThat(follows(DeviceState.EMPTY, before)).isEqualTo(Edit.to(FIRST));
    }

    // ------------------------------------------------------------------------------------- short ways to say it

    private static Edit<Calendar> follows(DeviceState before, DeviceState after) {
        DeviceEvent any = new DeviceEvent.DeviceCleared(NOW);
        return EventWrite.of(any, before, after, Wakeup.NEVER, Instant.EPOCH, List.of())
                .follows();
    }

    private void said(Map<String, DayKind> first, Map<String, DayKind> second) {
        versions = Map.of(FIRST, dates(1, first), SECOND, dates(2, second));
    }

    private Timing service() {
        return in(ZoneOffset.UTC).knowing(calendar -> Optional.ofNullable(versions.get(calendar)));
    }

    private Moment moment(Instant passed) {
        return new Moment(NOW, service(), passed, occurrence -> occurrence.at().isBefore(passed));
    }

    private static DeviceState following(Calendar calendar, Group... groups) {
        DeviceState state = device(groups);
        return state.set(null, state.settings().with(calendar), state.lastEventAt());
    }

    private DeviceSet taken(DeviceState state, Calendar calendar, Instant passed) {
        return (DeviceSet)
                ((Decision.Accepted) new TakeCalendar(calendar).decide(state, ADMIN, moment(passed))).event();
    }

    private static List<Task> tasks(DeviceState state) {
        return state.group(groupId(1)).orElseThrow().tasks();
    }

    private Instant owedAfter(DeviceState state) {
        return Schedules.agenda(state, service()).first(NOW, Map.of());
    }

    private static Days days(Map<String, DayKind> said) {
        Map<LocalDate, DayKind> dates = new TreeMap<>();
        said.forEach((date, kind) -> dates.put(LocalDate.parse(date), kind));
        return Days.of(dates);
    }

    private static CalendarDates dates(long version, Map<String, DayKind> said) {
        return CalendarDates.of(version, days(said));
    }

    private static List<String> runs(WeekMask period, Dates dates, Timing timing, String first, String last) {
        When when = new When(period, dates, LocalTime.NOON, null, timing);
        return new DayWalk(when)
                .of(LocalDate.parse(first), LocalDate.parse(last)).values().stream()
                        .map(LocalDate::toString)
                        .peek(date -> assertThat(Recurrence.next(
                                        when,
                                        LocalDate.parse(date)
                                                .atStartOfDay(timing.zone())
                                                .toInstant()))
                                .isEqualTo(LocalDate.parse(date)
                                        .atTime(12, 0)
                                        .atZone(timing.zone())
                                        .toInstant()))
                        .toList();
    }
}
