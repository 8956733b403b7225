package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.carillon.schedule.DayKind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract 1, <i>Calendars</i>: a body of {@code text/calendar}. */
class CalendarFileTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** All in all, most of it garbage at once. */
    private static final long MOST_ALLOCATED = 256L << 20;

    private static final int MOST_BYTES = Body.MAX_FILE_BYTES;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "DTSTART;VALUE=DATE:20261225 | 2026-12-25",
                "DTSTART;VALUE=DATE:20261225 DTEND;VALUE=DATE:20261227 | 2026-12-25 2026-12-26",
                "DTSTART;VALUE=DATE:20261225 DTEND;VALUE=DATE:20261225 | 2026-12-25",
                "DTSTART;VALUE=DATE:20261225 DURATION:P3D | 2026-12-25 2026-12-26 2026-12-27",
                "DTSTART:19700101 | 1970-01-01",
                "DTSTART:20261225T090000Z | ''",
                "DTSTART;TZID=\"Europe/Berlin:x\":20261225T000000 | ''",
                "dtstart;value=date:20261225 status:cancelled | ''",
                "DTSTART;VALUE=DATE:20261225 STATUS:CONFIRMED | 2026-12-25",
                "DTSTART;VALUE=DATE:20261225 BEGIN:VALARM DTSTART:20270101 DURATION:P9D END:VALARM | 2026-12-25",
                "DTSTART;VALUE=DATE:20301224 RRULE:FREQ=YEARLY;COUNT=3 | 2030-12-24 2031-12-24",
                "DTSTART;VALUE=DATE:20281224 RRULE:FREQ=YEARLY;UNTIL=20301224 | 2028-12-24 2029-12-24 2030-12-24",
                "DTSTART;VALUE=DATE:20261101 RRULE:FREQ=WEEKLY;COUNT=3 EXDATE;VALUE=DATE:20261108"
                        + " | 2026-11-01 2026-11-15",
                "DTSTART;VALUE=DATE:20261101 RDATE;VALUE=DATE:20261103,20261105 | 2026-11-01 2026-11-03 2026-11-05",
                "DTSTART;VALUE=DATE:20240501 RDATE;VALUE=DATE:20261103 | 2026-11-03",
            })
    void anAllDayEventSaysWhen(String lines, String dates) {
        assertThat(read(file(lines.split(" ")))).containsExactlyElementsOf(split(dates));
    }

    @Test
    void whatRecursIsTakenFromLastYearToFiveYearsAhead() {
        assertThat(read(file("DTSTART;VALUE=DATE:19901003", "RRULE:FREQ=YEARLY")))
                .containsExactlyElementsOf(IntStream.rangeClosed(2025, 2031)
                        .mapToObj(year -> year + "-10-03")
                        .toList());
        assertThat(read(file("DTSTART;VALUE=DATE:19901003", "RRULE:FREQ=YEARLY;COUNT=36")))
                .containsExactly("2025-10-03");
        assertThat(read(file("DTSTART;VALUE=DATE:20271126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;UNTIL=20291231")))
                .as("the event's own date is its first, whatever the rule says")
                .containsExactly("2027-11-26", "2028-11-23", "2029-11-22");
    }

    @Test
    void anEventInPlaceOfOneDateOfAnotherReplacesIt() {
        String series = event("UID:a", "DTSTART;VALUE=DATE:20261101", "RRULE:FREQ=DAILY;COUNT=3");
        String moved = event("UID:a", "RECURRENCE-ID;VALUE=DATE:20261102", "DTSTART;VALUE=DATE:20261109");
        String off =
                event("UID:a", "RECURRENCE-ID;VALUE=DATE:20261103", "DTSTART;VALUE=DATE:20261103", "STATUS:CANCELLED");
        assertThat(read(calendar(moved, series, off))).containsExactly("2026-11-01", "2026-11-09");
    }

    /** The nine holidays that all of Germany had in 2026, as producers of such files write them. */
    @Test
    void germanysHolidays() throws IOException {
        try (InputStream file = getClass().getResourceAsStream("germany-2026.ics")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(read(text).stream().filter(date -> date.startsWith("2026")))
                    .containsExactly(
                            "2026-01-01",
                            "2026-04-03",
                            "2026-04-06",
                            "2026-05-01",
                            "2026-05-14",
                            "2026-05-25",
                            "2026-10-03",
                            "2026-12-25",
                            "2026-12-26");
        }
    }

    @Test
    void foldedLinesAreReadAsOneAndLinesMayEndAsTheyLike() {
        assertThat(read("\uFEFFBEGIN:VCALENDAR\nBEGIN:VEV\n ENT\nDTSTART;VAL\r\n\tUE=DATE:2026\n 1225\nSUMMARY:a\n  b\n"
                        + "END:VEVENT\nEND:VCALENDAR"))
                .containsExactly("2026-12-25");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | BEGIN:VCALENDAR expected",
                "<html> | line 1: BEGIN:VCALENDAR expected",
                "BEGIN:VEVENT | line 1: BEGIN:VCALENDAR expected",
                "BEGIN:VCALENDAR | END:VCALENDAR expected",
                "BEGIN:VCALENDAR END:VEVENT | line 2: no END:VEVENT expected",
                "BEGIN:VCALENDAR BEGIN:VEVENT DTSTART:20260230 | line 3: DTSTART: a date as yyyyMMdd",
                "BEGIN:VCALENDAR BEGIN:VEVENT DTSTART:20260200 | line 3: DTSTART: a date as yyyyMMdd",
                "BEGIN:VCALENDAR BEGIN:VEVENT DTSTART | line 3: a colon expected",
                "BEGIN:VCALENDAR BEGIN:VEVENT RRULE:FREQ=HOURLY DTSTART:20260101 END:VEVENT | line 3: RRULE",
                "BEGIN:VCALENDAR BEGIN:VEVENT RRULE:FREQ=YEARLY;BYWEEKNO=3 DTSTART:20260101 END:VEVENT | line 3: RRULE",
                "BEGIN:VCALENDAR BEGIN:VEVENT RRULE:FREQ=DAILY;COUNT=1;UNTIL=20270101 DTSTART:20260101 END:VEVENT | line 3: RRULE",
                "BEGIN:VCALENDAR BEGIN:VEVENT DTSTART:00010101 DTEND:20260101 END:VEVENT | line 5: an event of at most",
            })
    void whatIsNoCalendarIsRefusedByItsLine(String lines, String why) {
        assertThatThrownBy(() -> read(lines.replace(' ', '\n')))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("body: a calendar of RFC 5545 expected; line ")
                .hasMessageContaining(why);
    }

    @Test
    void theRuleOfAnEventThatDoesNotCountIsNoReasonToRefuseTheFile() {
        assertThat(
                        read(
                                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\nEND:VEVENT\n"
                                        + "BEGIN:VEVENT\nDTSTART:20260101T090000\nRRULE:FREQ=DAILY;BYHOUR=9\nEND:VEVENT\n"
                                        + "BEGIN:VEVENT\nRRULE:FREQ=HOURLY\nDTSTART:20260102\nSTATUS:CANCELLED\nEND:VEVENT\nEND:VCALENDAR"))
                .containsExactly("2026-12-25");
    }

    @Test
    void moreThanTwoThousandDatesAreRefused() {
        assertThat(read(file("DTSTART:20260101", "DURATION:P2000D"))).hasSize(2000);
        assertThatThrownBy(() -> read(file("DTSTART:20260101", "DURATION:P2001D")))
                .hasMessage("body: at most 2000 dates of all-day events expected");
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("tiny events", repeated(i -> event("DTSTART:" + date(i % 1500)))),
                Arguments.of("tiny long events", repeated(i -> event("DTSTART:20260101", "DURATION:P1999D"))),
                Arguments.of("tiny events that recur", repeated(i -> event("DTSTART:20260101", "RRULE:FREQ=DAILY"))),
                Arguments.of(
                        "events that recur yearly",
                        repeated(i ->
                                event("DTSTART:19700101", "RRULE:FREQ=YEARLY;BYDAY=MO;BYMONTHDAY=" + (1 + i % 28)))),
                Arguments.of(
                        "events that never come again",
                        repeated(i -> event("DTSTART:20260101", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"))),
                Arguments.of(
                        "events that come a million times, long ago",
                        repeated(i -> event("DTSTART:00010101", "RRULE:FREQ=DAILY;COUNT=999999"))),
                Arguments.of(
                        "rules of many parts",
                        repeated(i -> event(
                                "DTSTART:20260101",
                                "RRULE:FREQ=YEARLY;BYSETPOS=-366;BYMONTHDAY="
                                        + IntStream.rangeClosed(1, 31)
                                                .mapToObj(String::valueOf)
                                                .collect(Collectors.joining(","))))),
                Arguments.of("endless folds", "BEGIN:VCALENDAR\nX:" + "\n x".repeat(MOST_BYTES / 3 - 10)),
                Arguments.of(
                        "endless folds of a date",
                        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2026" + "\n x".repeat(MOST_BYTES / 3 - 30)),
                Arguments.of("one long line", "BEGIN:VCALENDAR\n" + "x".repeat(MOST_BYTES - 20)),
                Arguments.of("one long name", "BEGIN:VCALENDAR\n" + "x".repeat(MOST_BYTES - 20) + ":1"),
                Arguments.of("empty lines", "BEGIN:VCALENDAR" + "\n".repeat(MOST_BYTES - 20)),
                Arguments.of("components in each other", "BEGIN:VCALENDAR\n" + "BEGIN:X\n".repeat(MOST_BYTES / 8 - 9)),
                Arguments.of(
                        "exceptions",
                        repeated(i -> event(
                                "DTSTART:20260101",
                                "RRULE:FREQ=DAILY;COUNT=9",
                                "EXDATE:20260102" + ",20260103".repeat(999)))),
                Arguments.of(
                        "dates replaced",
                        repeated(i -> event("UID:" + i, "RECURRENCE-ID:" + date(i), "DTSTART:20260101"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void aHostileFileIsRefusedOrReadInASecondAndLittleMemory(String what, String file) {
        assertThat(file.length()).isLessThanOrEqualTo(MOST_BYTES).isGreaterThan(MOST_BYTES * 9 / 10);
        for (int warm = 0; warm < 2; warm++) outcome(() -> read(file));
        // time on the processor: a machine that is busy with something else does not count
        long begun = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        outcome(() -> read(file));
        assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - begun))
                .as(what)
                .isLessThan(Duration.ofSeconds(1));
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated)
                .as(what)
                .isLessThan(MOST_ALLOCATED);
    }

    private static void outcome(Runnable read) {
        try {
            read.run();
        } catch (Refused refused) {
            assertThat(refused).hasMessageStartingWith("body: ");
        }
    }

    private static String repeated(IntFunction<String> event) {
        StringBuilder all = new StringBuilder("BEGIN:VCALENDAR\r\n");
        for (int i = 0; ; i++) {
            String next = event.apply(i);
            if (all.length() + next.length() + 15 > MOST_BYTES) break;
            all.append(next);
        }
        return all + "END:VCALENDAR\r\n";
    }

    private static String date(int days) {
        return LocalDate.of(2026, 1, 1).plusDays(days).toString().replace("-", "");
    }

    private static List<String> split(String dates) {
        return dates.isEmpty() ? List.of() : List.of(dates.split(" "));
    }

    private static List<String> read(String file) {
        return CalendarFile.read(file, DayKind.SUNDAY, TODAY).dates().keySet().stream()
                .map(LocalDate::toString)
                .toList();
    }

    static String file(String... lines) {
        return calendar(event(lines));
    }

    static String event(String... lines) {
        return "BEGIN:VEVENT\r\n" + String.join("\r\n", lines) + "\r\nEND:VEVENT\r\n";
    }

    static String calendar(String... events) {
        return "BEGIN:VCALENDAR\r\n" + String.join("", events) + "END:VCALENDAR\r\n";
    }
}
