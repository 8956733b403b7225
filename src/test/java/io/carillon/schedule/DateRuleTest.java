package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, {@code rrule}: which dates a rule gives, and which rules are taken. */
class DateRuleTest {
    @ParameterizedTest(name = "{0} from {1}: {2}")
    @CsvSource({
        "FREQ=WEEKLY;INTERVAL=2, 2026-06-03, 2026-06-03 2026-06-17 2026-07-01",
        "FREQ=MONTHLY;BYMONTHDAY=-1, 2026-01-15, 2026-01-31 2026-02-28 2026-03-31",
        "FREQ=MONTHLY;BYDAY=1MO, 2026-06-03, 2026-07-06 2026-08-03 2026-09-07",
        "FREQ=DAILY;INTERVAL=3, 2026-06-29, 2026-06-29 2026-07-02 2026-07-05",
        "'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24,31', 2026-12-25, 2026-12-31 2027-12-24 2027-12-31",
        "FREQ=YEARLY, 2024-02-29, 2024-02-29 2028-02-29 2032-02-29",
        "FREQ=MONTHLY, 2026-01-31, 2026-01-31 2026-03-31 2026-05-31",
        "FREQ=YEARLY;BYDAY=-1SU, 2026-01-01, 2026-12-27 2027-12-26 2028-12-31",
        "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH, 2026-01-01, 2026-11-26 2027-11-25 2028-11-23",
        "FREQ=YEARLY;BYMONTHDAY=13;BYDAY=FR, 2026-01-01, 2026-02-13 2026-03-13 2026-11-13",
        "'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 2026-01-01, 2026-01-30 2026-02-27 2026-03-31",
        // the second working day counts those before the anchor too
        "'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2', 2026-06-02, 2026-06-02 2026-07-02 2026-08-04",
        "'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2', 2026-06-03, 2026-07-02 2026-08-04 2026-09-02",
        "'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO', 1997-08-05, 1997-08-05 1997-08-10 1997-08-19",
        "'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU', 1997-08-05, 1997-08-05 1997-08-17 1997-08-19",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO, 2025-01-01, 2044-02-29 2072-02-29 2112-02-29",
        "FREQ=YEARLY;INTERVAL=300, 2026-03-04, 2026-03-04 2326-03-04 2626-03-04",
    })
    void namedExamples(String text, LocalDate start, String expected) {
        List<String> found = new ArrayList<>();
        LocalDate from = start;
        while (found.size() < 3) {
            LocalDate next = rule(text).next(start, from).orElseThrow();
            found.add(next.toString());
            from = next.plusDays(1);
        }
        assertThat(String.join(" ", found)).isEqualTo(expected);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void aRuleGivesWhatTheLibrarysIteratorGives(
            @ForAll("rules") String text, @ForAll("dates") LocalDate start, @ForAll("dates") LocalDate from) {
        Set<LocalDate> given = DayWalk.given(text, start, from.plusDays(800));
        Optional<LocalDate> expected = IntStream.range(0, 800)
                .mapToObj(from::plusDays)
                .filter(given::contains)
                .findFirst();

        Optional<LocalDate> next = rule(text).next(start, from);

        if (expected.isPresent()) assertThat(next).as(text).isEqualTo(expected);
        else
            assertThat(next.filter(date -> date.isBefore(from.plusDays(800))))
                    .as(text)
                    .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "DAILY",
                "FREQ=HOURLY",
                "FREQ=DAILY;COUNT=3",
                "FREQ=DAILY;UNTIL=20270101",
                "FREQ=DAILY;INTERVAL=0",
                "FREQ=DAILY;INTERVAL=-1",
                "FREQ=DAILY;INTERVAL=1000001",
                "FREQ=DAILY;INTERVAL=99999999999999999999",
                "FREQ=DAILY;FREQ=DAILY",
                "FREQ=DAILY;",
                "INTERVAL=2",
                "FREQ=DAILY;BYHOUR=3",
                "FREQ=YEARLY;BYWEEKNO=3",
                "FREQ=YEARLY;BYYEARDAY=3",
                "FREQ=WEEKLY;BYMONTHDAY=3",
                "FREQ=WEEKLY;BYDAY=1MO",
                "FREQ=DAILY;BYDAY=1MO",
                "FREQ=MONTHLY;BYSETPOS=1",
                "FREQ=MONTHLY;BYMONTHDAY=0",
                "FREQ=MONTHLY;BYMONTHDAY=32",
                "FREQ=YEARLY;BYMONTH=13",
                "FREQ=YEARLY;BYMONTH=0",
                "FREQ=WEEKLY;WKST=XX",
                "FREQ=DAILY;X-A=1",
                "FREQ=YEARLY;BYDAY=54MO",
                "FREQ=YEARLY;BYDAY=0MO",
                "RRULE:FREQ=DAILY",
                "FREQ=DAILY ",
                "FREQ=D\u0130AILY",
                "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=0",
                "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=367",
                "FREQ=DAILY;INTERVAL=",
                "FREQ=MONTHLY;BYMONTHDAY=",
                "FREQ=MONTHLY;BYMONTHDAY=1,",
                "FREQ=MONTHLY;BYMONTHDAY=1,,2",
            })
    void whatTheContractDoesNotTakeIsNone(String text) {
        assertThat(DateRule.parse(text)).isEmpty();
    }

    @Test
    void hostileRulesCostUnderTenMillisecondsEach() {
        LocalDate start = LocalDate.of(2021, 3, 1);
        String million = "FREQ=MONTHLY;BYMONTHDAY=" + "1,".repeat(1_000_000) + "1";
        List<String> never = List.of(
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=DAILY;BYDAY=MO;BYSETPOS=2",
                "FREQ=DAILY;BYMONTH=2,4,6,9,11;BYMONTHDAY=" + "31,".repeat(150) + "31",
                "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
                "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=366",
                "FREQ=MONTHLY;BYDAY=20MO",
                "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-366;BYMONTH=2",
                "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2;BYMONTHDAY=1");
        for (int warm = 0; warm < 30; warm++) never.forEach(text -> rule(text).givesAnyFrom(start));
        for (String text : never) {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                long began = System.nanoTime();
                assertThat(rule(text).givesAnyFrom(start)).as(text).isFalse();
                best = Math.min(best, System.nanoTime() - began);
            }
            assertThat(Duration.ofNanos(best)).as(text).isLessThan(Duration.ofMillis(10));
        }
        long began = System.nanoTime();
        assertThat(DateRule.parse(million)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(10));
    }

    /** The period of its group may allow none of a rule's dates: 125,000 of them here. */
    @Test
    void aRuleOfWhoseDatesNoneIsWantedIsGivenUpSoon() {
        LocalDate start = LocalDate.of(2026, 12, 1);
        DateRule workdays = rule("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA");
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long began = System.nanoTime();
            assertThat(workdays.next(
                            start,
                            start,
                            start.plusYears(DateRule.YEARS),
                            date -> date.getDayOfWeek() == DayOfWeek.SUNDAY))
                    .isEmpty();
            best = Math.min(best, System.nanoTime() - began);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(50));
    }

    private static DateRule rule(String text) {
        return DateRule.parse(text).orElseThrow(() -> new AssertionError(text));
    }

    @Provide
    Arbitrary<LocalDate> dates() {
        return Arbitraries.integers().between(0, 1500).map(LocalDate.of(2024, 1, 1)::plusDays);
    }

    /** Rules that the contract takes, of all kinds. */
    @Provide
    static Arbitrary<String> rules() {
        Arbitrary<String> interval = Arbitraries.integers().between(1, 5).map(n -> n == 1 ? "" : ";INTERVAL=" + n);
        Arbitrary<String> months =
                some("BYMONTH", Arbitraries.integers().between(1, 12).map(String::valueOf));
        Arbitrary<String> monthDays = some(
                "BYMONTHDAY",
                Arbitraries.integers().between(-31, 31).filter(n -> n != 0).map(String::valueOf));
        Arbitrary<String> day = Arbitraries.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");
        Arbitrary<String> numbered = Combinators.combine(Arbitraries.of("", "", "1", "2", "-1", "-2", "5"), day)
                .as(String::concat);
        Arbitrary<String> start = Arbitraries.of("", ";WKST=SU", ";WKST=MO");
        Arbitrary<String> positions = some("BYSETPOS", Arbitraries.of("1", "2", "3", "-1", "-2"));
        Arbitrary<String> big = Combinators.combine(
                        Arbitraries.of("YEARLY", "MONTHLY"),
                        interval,
                        months,
                        monthDays,
                        some("BYDAY", numbered),
                        positions)
                .as((freq, every, month, date, weekday, pos) -> "FREQ=" + freq + every + month + date + weekday
                        + (date.isEmpty() && weekday.isEmpty() ? "" : pos));
        Arbitrary<String> weekly = Combinators.combine(interval, months, some("BYDAY", day), start, positions)
                .as((every, month, weekday, first, pos) ->
                        "FREQ=WEEKLY" + every + month + weekday + first + (weekday.isEmpty() ? "" : pos));
        Arbitrary<String> daily = Combinators.combine(interval, months, monthDays, some("BYDAY", day))
                .as((every, month, date, weekday) -> "FREQ=DAILY" + every + month + date + weekday);
        return Arbitraries.oneOf(big, weekly, daily).filter(rule -> !isMisreadByTheLibrary(rule));
    }

    /**
     * lib-recur 0.17.1 reads {@code BYMONTHDAY} of a year without {@code BYMONTH} as of the anchor's month, where the RFC's
     * table expands it over the year, and loses days from the end of a month where {@code BYDAY} limits them.
     */
    private static boolean isMisreadByTheLibrary(String rule) {
        return rule.contains("YEARLY")
                && rule.contains("BYMONTHDAY=")
                && (rule.contains("BYDAY=") || !rule.contains("BYMONTH="));
    }

    private static Arbitrary<String> some(String part, Arbitrary<String> one) {
        return one.list()
                .ofMaxSize(4)
                .map(all -> all.isEmpty()
                        ? ""
                        : all.stream().distinct().collect(Collectors.joining(",", ";" + part + "=", "")));
    }
}
