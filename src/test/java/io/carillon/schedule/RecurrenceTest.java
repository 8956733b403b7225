package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 2, compared with {@link ClockWalk} over every zone that the JDK knows. */
class RecurrenceTest {
    private static final Duration DAYS_AROUND = Duration.ofDays(3);

    /** Every zone of the JDK whose rules are its own, so that aliases are walked once. */
    private static final List<ZoneId> ZONES = distinctZones();

    /** Far future changes come from a rule a year, the same ones every year: some years stand for all. */
    private static final List<Integer> LATER_YEARS =
            List.of(2026, 2027, 2028, 2037, 2038, 2039, 2086, 2087, 2088, 2100, 2400, 9998);

    record Asked(ZoneId zone, Instant after) {}

    @Test
    void aroundEveryChangeOfEveryZoneEachTimeIsReachedAsOnTheWalk() {
        int changes = 0;
        for (ZoneId zone : ZONES)
            for (ZoneOffsetTransition change : changesOf(zone.getRules())) {
                agreesAround(zone, change);
                changes++;
            }
        assertThat(changes).isGreaterThan(17_000);
    }

    private static void agreesAround(ZoneId zone, ZoneOffsetTransition change) {
        Instant from = change.getInstant().minus(DAYS_AROUND);
        Instant to = change.getInstant().plus(DAYS_AROUND);
        ClockWalk walk = new ClockWalk(zone.getRules(), from, to);
        Instant first = from.plus(Duration.ofHours(25));
        Instant last = to.minus(Duration.ofHours(25));
        for (LocalTime time : timesNear(change)) {
            List<Instant> expected =
                    List.copyOf(walk.reaches(time, date -> true).subSet(first, false, last, true));
            List<Instant> actual = between(time, zone, first, last);
            if (!actual.equals(expected))
                assertThat(actual).as("%s at %s around %s", zone, time, change).isEqualTo(expected);
            for (Instant at : expected)
                if (!next(time, zone, at.minusNanos(1)).equals(at))
                    assertThat(next(time, zone, at.minusNanos(1)))
                            .as("%s at %s just before %s", zone, time, at)
                            .isEqualTo(at);
        }
    }

    private static List<Instant> between(LocalTime time, ZoneId zone, Instant first, Instant last) {
        List<Instant> found = new ArrayList<>();
        for (Instant at = next(time, zone, first); !at.isAfter(last); at = next(time, zone, at)) {
            found.add(at);
            assertThat(found).hasSizeLessThan(10);
        }
        return found;
    }

    private static Instant next(LocalTime time, ZoneId zone, Instant after) {
        return Plain.next(WeekMask.EVERY_DAY, Dates.ALL, time, zone, after);
    }

    /** The edges of what the change leaves out or brings twice, some minutes inside, and both ends of the day. */
    private static List<LocalTime> timesNear(ZoneOffsetTransition change) {
        LocalDateTime before = change.getDateTimeBefore().withSecond(0);
        LocalDateTime after = change.getDateTimeAfter().withSecond(0);
        LocalDateTime low = before.isBefore(after) ? before : after;
        long shift = Duration.between(before, after).abs().toMinutes();
        NavigableSet<LocalTime> times = new TreeSet<>(List.of(LocalTime.MIDNIGHT, LocalTime.of(23, 59)));
        IntStream.rangeClosed(-1, 1).forEach(i -> {
            times.add(low.plusMinutes(i).toLocalTime());
            times.add(low.plusMinutes(shift + i).toLocalTime());
        });
        for (int part = 1; part < 5; part++)
            times.add(low.plusMinutes(shift * part / 5).toLocalTime());
        return List.copyOf(times);
    }

    @Property(tries = 2000)
    void onAnyDaysTheNextOneIsTheFirstOfTheWalkStrictlyAfter(
            @ForAll("moments") Asked asked, @ForAll("masks") WeekMask days, @ForAll("times") LocalTime time) {
        ClockWalk walk = new ClockWalk(
                asked.zone().getRules(),
                asked.after().minus(DAYS_AROUND),
                asked.after().plus(Duration.ofDays(14)));

        Instant expected = walk.reaches(time, on(days)).higher(asked.after());

        assertThat(Plain.next(days, Dates.ALL, time, asked.zone(), asked.after()))
                .isEqualTo(expected);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void halfAYearOfOccurrencesRisesAndLeavesNoneOut(
            @ForAll("moments") Asked asked, @ForAll("masks") WeekMask days, @ForAll("times") LocalTime time) {
        Instant end = asked.after().plus(Duration.ofDays(183));
        ClockWalk walk = new ClockWalk(asked.zone().getRules(), asked.after().minus(DAYS_AROUND), end);
        List<Instant> sequence = new ArrayList<>();

        for (Instant at = Plain.next(days, Dates.ALL, time, asked.zone(), asked.after());
                !at.isAfter(end);
                at = Plain.next(days, Dates.ALL, time, asked.zone(), at)) sequence.add(at);

        assertThat(sequence)
                .isEqualTo(List.copyOf(walk.reaches(time, on(days)).tailSet(asked.after(), false)))
                .isSortedAccordingTo(Comparator.naturalOrder())
                .doesNotHaveDuplicates();
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void aSetOfDaysOwesWhatItsDaysOweOneByOne(
            @ForAll("moments") Asked asked, @ForAll("masks") WeekMask days, @ForAll("times") LocalTime time) {
        Instant earliest = IntStream.range(0, 7)
                .mapToObj(day -> new WeekMask(days.bits() & 1 << day))
                .map(day -> Plain.next(day, Dates.ALL, time, asked.zone(), asked.after()))
                .min(Comparator.naturalOrder())
                .orElseThrow();

        assertThat(Plain.next(days, Dates.ALL, time, asked.zone(), asked.after()))
                .isEqualTo(earliest);
    }

    /** The walk knows the date that an occurrence means, whatever a gap makes of it, and tries every one. */
    @Property(tries = 2000)
    void onTheDatesThatAreAllowedTheNextOneIsTheFirstOfTheWalkThatMeansSuchADate(
            @ForAll("moments") Asked asked,
            @ForAll("masks") WeekMask days,
            @ForAll("times") LocalTime time,
            @ForAll("dates") Function<LocalDate, Dates> around) {
        Dates dates = around.apply(LocalDate.ofInstant(asked.after(), asked.zone()));
        Instant end = asked.after().plus(Duration.ofDays(60));
        ClockWalk walk = new ClockWalk(asked.zone().getRules(), asked.after().minus(DAYS_AROUND), end);
        Instant expected = walk.reaches(
                        time,
                        date -> days.runsOn(date.getDayOfWeek())
                                && (dates.start() == null || dates.start().compareTo(date) <= 0)
                                && (dates.end() == null || dates.end().compareTo(date) >= 0)
                                && (dates.pausedUntil() == null
                                        || dates.pausedUntil().compareTo(date.atTime(time)) <= 0)
                                && dates.except().stream().noneMatch(date::equals))
                .higher(asked.after());

        Instant next = Plain.next(days, dates, time, asked.zone(), asked.after());

        if (expected == null) assertThat(next).isAfter(end);
        else assertThat(next).isEqualTo(expected);
    }

    @Test
    void aHundredExceptedMondaysAreLeftOut() {
        LocalDate first = LocalDate.parse("2026-06-01");
        Dates dates = new Dates(
                null, null, IntStream.range(0, 100).mapToObj(first::plusWeeks).toList(), null);

        assertThat(Plain.next(
                        WeekMask.parse("1000000", DayOfWeek.MONDAY).orElseThrow(),
                        dates,
                        LocalTime.NOON,
                        ZoneOffset.UTC,
                        Instant.parse("2026-05-29T00:00:00Z")))
                .isEqualTo(first.plusWeeks(100) + "T12:00:00Z");
    }

    @Test
    void theDayOnWhichAPauseEndsCountsFromItsTimeOnTheTimeItselfIncluded() {
        Dates dates = Schedules.pausedUntil("2026-06-05T12:00:00");

        assertThat(nextOn(dates, "12:00")).isEqualTo("2026-06-05T12:00:00Z");
        assertThat(nextOn(dates, "11:59")).isEqualTo("2026-06-06T11:59:00Z");
    }

    @Test
    void aDayOutOfSightIsFoundAtOnceAndAfterTheLastOneItIsNever() {
        assertThat(nextOn(Schedules.between("9999-12-30.."), "12:00")).isEqualTo("9999-12-30T12:00:00Z");
        assertThat(nextOn(Schedules.between("..2026-05-31"), "12:00")).isEqualTo(Wakeup.NEVER);
        assertThat(nextOn(Schedules.between("..2026-06-01"), "12:00")).isEqualTo("2026-06-01T12:00:00Z");
    }

    /** Nuuk's clock jumps from 23:00 to midnight. */
    @Test
    void whatAGapMovesToTheNextDayBelongsToTheDayThatItMeans() {
        ZoneId nuuk = ZoneId.of("America/Nuuk");
        LocalTime late = LocalTime.of(23, 30);
        Instant before = Instant.parse("2027-03-27T12:00:00Z");
        Instant end = Instant.parse("2027-03-28T01:00:00Z");

        assertThat(Plain.next(WeekMask.EVERY_DAY, Schedules.except("2027-03-28"), late, nuuk, before))
                .isEqualTo(end);
        assertThat(Plain.next(WeekMask.EVERY_DAY, Schedules.except("2027-03-27"), late, nuuk, before))
                .isEqualTo("2027-03-29T00:30:00Z");
    }

    private static Instant nextOn(Dates dates, String time) {
        return Plain.next(
                WeekMask.EVERY_DAY,
                dates,
                LocalTime.parse(time),
                ZoneOffset.UTC,
                Instant.parse("2026-06-01T00:00:00Z"));
    }

    @ParameterizedTest(name = "{0} at {1} after {2}: {3}")
    @CsvSource({
        // gaps: an hour, half an hour, at midnight, over midnight; and from one day's end to the next day's start
        "Europe/Berlin, 02:30, 2027-03-28T00:00:00Z, 2027-03-28T01:00:00Z",
        "Australia/Lord_Howe, 02:15, 2026-10-03T12:00:00Z, 2026-10-03T15:30:00Z",
        "America/Sao_Paulo, 00:30, 2018-11-04T00:00:00Z, 2018-11-04T03:00:00Z",
        "Asia/Beirut, 00:00, 2024-03-30T12:00:00Z, 2024-03-30T22:00:00Z",
        "America/Nuuk, 23:30, 2027-03-27T12:00:00Z, 2027-03-28T01:00:00Z",
        // two hours at once, in and out of the polar winter
        "Antarctica/Troll, 02:59, 2027-03-28T00:00:00Z, 2027-03-28T01:00:00Z",
        "Antarctica/Troll, 01:30, 2026-10-24T12:00:00Z, 2026-10-24T23:30:00Z",
        // overlaps: the first of the two, and not again
        "Europe/Berlin, 02:30, 2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z",
        "Europe/Berlin, 02:30, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
        "Australia/Lord_Howe, 01:45, 2027-04-03T12:00:00Z, 2027-04-03T14:45:00Z",
        "America/Sao_Paulo, 23:30, 2019-02-16T12:00:00Z, 2019-02-17T01:30:00Z",
        "America/Sao_Paulo, 23:30, 2019-02-17T01:30:00Z, 2019-02-18T02:30:00Z",
        // a day left out
        "Pacific/Apia, 10:00, 2011-12-29T21:00:00Z, 2011-12-30T10:00:00Z",
        "Pacific/Apia, 10:00, 2011-12-30T10:00:00Z, 2011-12-30T20:00:00Z",
        "Pacific/Kwajalein, 10:00, 1993-08-20T22:00:00Z, 1993-08-21T12:00:00Z",
        // twice a year there and back
        "Africa/Cairo, 00:30, 2010-09-09T12:00:00Z, 2010-09-09T22:00:00Z",
        "Africa/Cairo, 00:30, 2014-07-31T12:00:00Z, 2014-07-31T22:00:00Z",
        "Africa/Casablanca, 02:30, 2027-02-06T12:00:00Z, 2027-02-07T01:30:00Z",
        "Africa/Casablanca, 02:30, 2027-03-13T12:00:00Z, 2027-03-14T02:00:00Z",
        // twenty minutes, and a change by seconds
        "Asia/Singapore, 00:10, 1932-12-31T12:00:00Z, 1932-12-31T17:00:00Z",
        "Africa/Monrovia, 00:30, 1972-01-06T12:00:00Z, 1972-01-07T00:44:30Z",
        "Asia/Shanghai, 00:00, 2038-01-19T03:14:07Z, 2038-01-19T16:00:00Z",
    })
    void namedExamples(ZoneId zone, LocalTime time, Instant after, Instant expected) {
        assertThat(next(time, zone, after)).isEqualTo(expected);
    }

    @Test
    void aDayLeftOutStillCountsAsItsWeekday() {
        WeekMask fridays = WeekMask.parse("1000000", DayOfWeek.FRIDAY).orElseThrow();
        Instant thursdayNoon = Instant.parse("2011-12-29T22:00:00Z");

        Instant skipped = Plain.next(fridays, Dates.ALL, LocalTime.NOON, ZoneId.of("Pacific/Apia"), thursdayNoon);

        assertThat(skipped).isEqualTo("2011-12-30T10:00:00Z");
        assertThat(Plain.next(fridays, Dates.ALL, LocalTime.NOON, ZoneId.of("Pacific/Apia"), skipped))
                .isEqualTo("2012-01-05T22:00:00Z");
    }

    @Test
    void whatWasAnsweredForOneInstantIsNoAnswerForAnother() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant midnight = Instant.parse("2026-06-01T00:00:00Z");
        Instant noon = Instant.parse("2026-06-01T10:00:00Z");

        for (int second = 0; second < 86_400; second++) {
            Instant after = midnight.plusSeconds(second);
            Instant expected = after.isBefore(noon) ? noon : noon.plus(Duration.ofDays(1));
            assertThat(next(LocalTime.NOON, berlin, after)).isEqualTo(expected);
            Instant before = midnight.plusSeconds(86_399 - second);
            expected = before.isBefore(noon) ? noon : noon.plus(Duration.ofDays(1));
            assertThat(next(LocalTime.NOON, berlin, before)).isEqualTo(expected);
        }
    }

    @Test
    void withoutDaysOrAfterTheLastDateItIsNever() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        assertThat(Plain.next(WeekMask.ONCE, Dates.ALL, LocalTime.NOON, berlin, Instant.EPOCH))
                .isEqualTo(Wakeup.NEVER);
        assertThat(next(LocalTime.NOON, berlin, Wakeup.NEVER)).isEqualTo(Wakeup.NEVER);
        assertThat(next(LocalTime.NOON, berlin, Wakeup.NEVER.minusNanos(1))).isEqualTo(Wakeup.NEVER);
        assertThat(next(LocalTime.NOON, berlin, Instant.parse("9999-12-30T23:59:59Z")))
                .isEqualTo("9999-12-31T11:00:00Z");
    }

    @Test
    void whatAnOccurrenceMeansIsTheTimeThatTheGapLeftOut() {
        ZoneId nuuk = ZoneId.of("America/Nuuk");
        Instant end = Instant.parse("2027-03-28T01:00:00Z");

        assertThat(meant(LocalTime.of(23, 30), nuuk, end)).isEqualTo("2027-03-27T23:30");
        assertThat(meant(LocalTime.MIDNIGHT, nuuk, end)).isEqualTo("2027-03-28T00:00");
    }

    private static LocalDateTime meant(LocalTime time, ZoneId zone, Instant at) {
        return Recurrence.meant(new When(WeekMask.EVERY_DAY, Dates.ALL, time, null, Schedules.in(zone)), at)
                .local();
    }

    private static Predicate<LocalDate> on(WeekMask days) {
        return date -> days.runsOn(date.getDayOfWeek());
    }

    @Provide
    Arbitrary<Asked> moments() {
        Arbitrary<ZoneId> zone = Arbitraries.of(ZONES);
        Arbitrary<Asked> near = zone.flatMap(in -> Arbitraries.of(orNone(changesOf(in.getRules())))
                .flatMap(change -> seconds(change.minusSeconds(9 * 86_400), change.plusSeconds(2 * 86_400))
                        .map(at -> new Asked(in, at))));
        Arbitrary<Asked> anywhere = Combinators.combine(
                        zone, seconds(Instant.parse("1840-01-01T00:00:00Z"), Instant.parse("2300-01-01T00:00:00Z")))
                .as(Asked::new);
        return Arbitraries.frequencyOf(Tuple.of(2, near), Tuple.of(1, anywhere));
    }

    @Provide
    Arbitrary<WeekMask> masks() {
        return Arbitraries.integers().between(1, 127).map(WeekMask::new);
    }

    /** Days from a week before to six weeks after the one that is asked about. */
    @Provide
    Arbitrary<Function<LocalDate, Dates>> dates() {
        Arbitrary<Integer> days = Arbitraries.integers().between(-7, 42);
        return Combinators.combine(
                        days.injectNull(0.5),
                        days.injectNull(0.5),
                        days.list().ofMaxSize(40),
                        days.injectNull(0.5),
                        times())
                .as((start, end, except, pause, time) -> day -> new Dates(
                        start == null ? null : day.plusDays(start),
                        end == null ? null : day.plusDays(end),
                        except.stream().map(day::plusDays).toList(),
                        pause == null ? null : day.plusDays(pause).atTime(time)));
    }

    @Provide
    Arbitrary<LocalTime> times() {
        return Arbitraries.integers().between(0, 1439).map(minute -> LocalTime.of(minute / 60, minute % 60));
    }

    private static Arbitrary<Instant> seconds(Instant from, Instant to) {
        return Arbitraries.longs()
                .between(from.getEpochSecond(), to.getEpochSecond())
                .map(Instant::ofEpochSecond);
    }

    private static List<Instant> orNone(List<ZoneOffsetTransition> changes) {
        return changes.isEmpty()
                ? List.of(Instant.EPOCH)
                : changes.stream().map(ZoneOffsetTransition::getInstant).toList();
    }

    private static List<ZoneOffsetTransition> changesOf(ZoneRules rules) {
        List<ZoneOffsetTransition> changes = new ArrayList<>(rules.getTransitions());
        Instant known = changes.isEmpty()
                ? Instant.MIN
                : changes.get(changes.size() - 1).getInstant();
        for (int year : LATER_YEARS)
            rules.getTransitionRules().stream()
                    .map(rule -> rule.createTransition(year))
                    .filter(change -> change.getInstant().isAfter(known))
                    .forEach(changes::add);
        return changes;
    }

    private static List<ZoneId> distinctZones() {
        Map<ZoneRules, ZoneId> zones = new LinkedHashMap<>();
        ZoneId.getAvailableZoneIds().stream()
                .sorted()
                .map(ZoneId::of)
                .forEach(zone -> zones.putIfAbsent(zone.getRules(), zone));
        return List.copyOf(zones.values());
    }
}
