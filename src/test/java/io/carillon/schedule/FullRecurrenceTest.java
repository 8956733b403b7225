package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
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

/**
 * Contract 1, <i>More ways to say when</i>, compared with {@link DayWalk}: any fields together, around the days on which the
 * clocks change, in zones whose gaps and overlaps lie at all hours.
 */
class FullRecurrenceTest {
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/New_York"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("America/Nuuk"),
            ZoneId.of("Asia/Beirut"),
            ZoneId.of("America/Santiago"),
            ZoneId.of("Antarctica/Troll"),
            ZoneId.of("Asia/Shanghai"),
            ZoneId.of("Pacific/Apia"));
    private static final List<Location> LOCATIONS = List.of(
            new Location(52.52, 13.4),
            new Location(1.29, 103.85),
            new Location(69.65, 18.96),
            new Location(-33.87, 151.21),
            new Location(64.18, -51.72));
    private static final int DAYS = 12;
    private static final AtomicLong VERSION = new AtomicLong();

    /** What all fields are about: some days before and after it. */
    record Asked(When when, LocalDate day, int hour) {}

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    void theNextIsTheFirstOfTheWalkStrictlyAfter(@ForAll("asked") Asked asked) {
        When when = asked.when;
        Instant after = asked.day.atStartOfDay(when.timing().zone()).toInstant().plus(Duration.ofHours(asked.hour));
        Instant end = after.plus(Duration.ofDays(DAYS - 3));
        var walk = new DayWalk(when).of(asked.day.minusDays(4), asked.day.plusDays(DAYS));
        Instant expected = walk.higherKey(after);

        Instant next = Recurrence.next(when, after);

        if (expected == null || expected.isAfter(end)) assertThat(next).isAfter(end);
        else {
            assertThat(next).isEqualTo(expected);
            assertThat(Recurrence.next(when, next.minusNanos(1))).isEqualTo(next);
            Instant second = Recurrence.next(when, next);
            Instant expectedSecond = walk.higherKey(next);
            if (expectedSecond != null && !expectedSecond.isAfter(end))
                assertThat(second).isEqualTo(expectedSecond);
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatNothingTouchesIsWhatThePlainSearchFinds(@ForAll("asked") Asked asked) {
        When when = asked.when;
        Dates all = when.dates();
        Dates dates = new Dates(all.start(), all.end(), all.except(), all.pausedUntil());
        Instant after = asked.day.atStartOfDay(when.timing().zone()).toInstant();
        // A pause long over takes the long way to the same answer.
        DeviceSettings over = new DeviceSettings(null, null, Days.NONE, LocalDateTime.of(1970, 1, 1, 0, 0));

        When plain = new When(
                when.days(),
                dates,
                when.time(),
                null,
                Schedules.in(when.timing().zone()));
        When full =
                new When(when.days(), dates, when.time(), null, plain.timing().with(over));

        assertThat(plain.isPlain()).isTrue();
        assertThat(full.isPlain()).isFalse();
        assertThat(Recurrence.next(full, after)).isEqualTo(Recurrence.next(plain, after));
    }

    @ParameterizedTest(name = "{0}: {1} {2} from {3}: {4}")
    @CsvSource({
        // second × gap, second × overlap
        "Europe/Berlin, 02:30:15, , 2027-03-28T00:00:00Z, 2027-03-28T01:00:00Z",
        "Europe/Berlin, 02:30:15, , 2026-10-24T12:00:00Z, 2026-10-25T00:30:15Z",
        // sun × the day of 23 hours, and of 25
        "Europe/Berlin, 12:00, SUNRISE, 2027-03-27T12:00:00Z, 2027-03-28T04:50:00Z",
        "Europe/Berlin, 12:00, SUNSET, 2026-10-24T18:00:00Z, 2026-10-25T15:50:00Z",
    })
    void namedExamples(ZoneId zone, LocalTime time, Sun.Event event, Instant after, Instant expected) {
        Sun sun = event == null ? null : new Sun(event, null, null, null);
        DeviceSettings berlin = new DeviceSettings(LOCATIONS.get(0), null, Days.NONE, null);
        When when = new When(
                WeekMask.EVERY_DAY, Dates.ALL, time, sun, Schedules.in(zone).with(berlin));

        assertThat(Duration.between(expected, Recurrence.next(when, after)).abs())
                .isLessThanOrEqualTo(Duration.ofMinutes(sun == null ? 0 : 2));
    }

    @Test
    void jitterIsTheSamePartOfItForAllTasksOfADateAndStaysWithinIt() {
        Timing timing = new ServiceSettings(ZoneId.of("UTC"), Duration.ZERO, Duration.ZERO, Duration.ZERO)
                .timing(new DeviceId("lamp-7"));
        LocalDate day = LocalDate.of(2026, 6, 1);
        Map<Duration, Integer> seen = new TreeMap<>();
        for (int i = 0; i < 1000; i++) seen.merge(timing.jitter(day.plusDays(i), 3), 1, Integer::sum);

        assertThat(seen.keySet()).extracting(Duration::toSeconds).containsExactly(0L, 1L, 2L, 3L);
        assertThat(seen.values()).allMatch(count -> count > 200);
        assertThat(timing.jitter(day, 3600).toSeconds() / 36)
                .isEqualTo(timing.jitter(day, 100).toSeconds());
    }

    @Test
    void withoutALocationAndWithoutTheEventItRunsByTheClockUntouchedByOffsetAndClamp() {
        Sun sun = new Sun(Sun.Event.SUNSET, 60, LocalTime.of(20, 0), LocalTime.of(21, 0));
        ZoneId oslo = ZoneId.of("Europe/Oslo");
        Instant june = Instant.parse("2026-06-20T22:00:00Z");
        DeviceSettings tromso = new DeviceSettings(LOCATIONS.get(2), null, Days.NONE, null);
        LocalTime time = LocalTime.of(7, 30, 20);

        for (Timing timing : List.of(Schedules.in(oslo), Schedules.in(oslo).with(tromso))) {
            When when = new When(WeekMask.EVERY_DAY, Dates.ALL, time, sun, timing);
            assertThat(Recurrence.next(when, june)).isEqualTo("2026-06-21T05:30:20Z");
            assertThat(Recurrence.meant(when, Instant.parse("2026-06-21T05:30:20Z"))
                            .by())
                    .isEqualTo(Meant.By.NO_SUN);
        }
    }

    @Test
    void aRuleThatThePeriodNeverAllowsIsNever() {
        Dates mondays = new Dates(LocalDate.of(2026, 1, 1), null, List.of(), null, "FREQ=WEEKLY;BYDAY=MO", null, null);
        WeekMask tuesdays = new WeekMask(2);

        assertThat(Recurrence.next(
                        new When(tuesdays, mondays, LocalTime.NOON, null, Schedules.in(ZONES.get(0))), Instant.EPOCH))
                .isEqualTo(Wakeup.NEVER);
    }

    /** 400 years are searched for the first of these questions, and for none after it. */
    @Test
    void aRuleThatThePeriodNeverAllowsIsSearchedOnce() {
        Dates sundays =
                new Dates(LocalDate.of(2026, 1, 1), null, List.of(), null, "FREQ=MONTHLY;BYDAY=-1SU", null, null);
        When when = new When(new WeekMask(2), sundays, LocalTime.NOON, null, Schedules.in(ZONES.get(0)));
        Instant first = Instant.parse("2026-06-01T00:00:00Z");

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int day = 0; day < 10_000; day++)
                assertThat(Recurrence.next(when, first.plus(Duration.ofDays(day))))
                        .isEqualTo(Wakeup.NEVER);
        });
    }

    @Provide
    Arbitrary<Asked> asked() {
        Arbitrary<ZoneId> zone = Arbitraries.of(ZONES);
        Arbitrary<LocalDate> day = Arbitraries.of(
                        "2026-03-29",
                        "2026-10-25",
                        "2026-04-04",
                        "2026-09-05",
                        "2026-06-20",
                        "2026-12-21",
                        "2026-05-15")
                .map(LocalDate::parse)
                .flatMap(near -> Arbitraries.integers().between(-6, 2).map(near::plusDays));
        return Combinators.combine(
                        zone,
                        day,
                        dates(),
                        tasks(),
                        settings(),
                        calendars(),
                        masks(),
                        Arbitraries.integers().between(0, 30))
                .as((in, date, dates, task, settings, calendar, mask, hour) -> new Asked(
                        new When(
                                mask,
                                dates.apply(date, in),
                                task.time,
                                task.sun,
                                new Timing(in, Duration.ZERO, date.hashCode() & 0xffff, settings.apply(date, in))
                                        .by(calendar.apply(date))),
                        date,
                        hour));
    }

    record Said(LocalTime time, Sun sun) {}

    private static Arbitrary<Said> tasks() {
        Arbitrary<LocalTime> minute =
                Arbitraries.integers().between(0, 1439).map(m -> LocalTime.MIDNIGHT.plusMinutes(m));
        Arbitrary<LocalTime> time =
                Combinators.combine(minute, Arbitraries.of(0, 0, 1, 30, 59)).as(LocalTime::plusSeconds);
        Arbitrary<Sun> sun = Combinators.combine(
                        Arbitraries.of(Sun.Event.class),
                        Arbitraries.of(0, 0, 15, -15, 720, -720, 300, -90).injectNull(0.3),
                        minute.injectNull(0.6),
                        minute.injectNull(0.6))
                .as(Sun::new)
                .filter(one -> !one.isEmpty());
        return Combinators.combine(time, sun.injectNull(0.4)).as(Said::new);
    }

    private static Arbitrary<WeekMask> masks() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(WeekMask.EVERY_DAY)),
                Tuple.of(1, Arbitraries.integers().between(1, 127).map(WeekMask::new)));
    }

    private static Arbitrary<BiFunction<LocalDate, ZoneId, Dates>> dates() {
        Arbitrary<Integer> near = Arbitraries.integers().between(-5, 9);
        return Combinators.combine(
                        near.injectNull(0.5),
                        near.injectNull(0.7),
                        near.list().ofMaxSize(5),
                        near.injectNull(0.7),
                        DateRuleTest.rules().injectNull(0.6),
                        Arbitraries.of(1, 60, 900, 3600).injectNull(0.6),
                        Arbitraries.of(true).injectNull(0.7))
                .as((start, end, except, pause, rule, jitter, ignore) -> (day, zone) -> new Dates(
                        rule == null ? start == null ? null : day.plusDays(start) : day.minusDays(30),
                        end == null ? null : day.plusDays(end),
                        except.stream().map(day::plusDays).toList(),
                        pause == null ? null : day.plusDays(pause).atTime(2, 30, 10),
                        rule,
                        jitter,
                        ignore));
    }

    private static Arbitrary<Function<LocalDate, Days>> days() {
        Arbitrary<Integer> near = Arbitraries.integers().between(-5, 9);
        return Arbitraries.maps(near, Arbitraries.of(DayKind.class))
                .ofMaxSize(6)
                .map(kinds -> day -> {
                    Map<LocalDate, DayKind> dates = new TreeMap<>();
                    kinds.forEach((offset, kind) -> dates.put(day.plusDays(offset), kind));
                    return Days.of(dates);
                });
    }

    private static Arbitrary<Function<LocalDate, CalendarDates>> calendars() {
        return days().map(days -> day -> CalendarDates.of(VERSION.incrementAndGet(), days.apply(day)));
    }

    private static Arbitrary<BiFunction<LocalDate, ZoneId, DeviceSettings>> settings() {
        Arbitrary<Integer> near = Arbitraries.integers().between(-5, 9);
        return Combinators.combine(Arbitraries.of(LOCATIONS).injectNull(0.1), days(), near.injectNull(0.6))
                .as((location, days, pause) -> (day, zone) -> {
                    LocalDateTime until =
                            pause == null ? null : day.plusDays(pause).atTime(1, 15);
                    return new DeviceSettings(location, null, days.apply(day), until);
                });
    }
}
