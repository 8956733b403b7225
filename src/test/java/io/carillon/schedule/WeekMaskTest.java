package io.carillon.schedule;

import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.TUESDAY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeekMaskTest {
    @Test
    void theFirstDigitIsSundayAndTheLastSaturday() {
        assertThat(days("1000000", SUNDAY)).containsExactly(SUNDAY);
        assertThat(days("0100000", SUNDAY)).containsExactly(MONDAY);
        assertThat(days("0000001", SUNDAY)).containsExactly(SATURDAY);
    }

    @Test
    void theWeekCanStartOnMonday() {
        assertThat(days("1000000", MONDAY)).containsExactly(MONDAY);
        assertThat(days("0100000", MONDAY)).containsExactly(TUESDAY);
        assertThat(days("0000001", MONDAY)).containsExactly(SUNDAY);
    }

    @Test
    void noDaysMeanOnce() {
        assertThat(WeekMask.parse("0000000", SUNDAY)).contains(WeekMask.ONCE);
        assertThat(WeekMask.parse("1111111", SUNDAY)).contains(WeekMask.EVERY_DAY);
        assertThat(WeekMask.ONCE.once()).isTrue();
        assertThat(WeekMask.EVERY_DAY.once()).isFalse();
    }

    @Property
    void itsTextReadsBack(@ForAll @IntRange(max = 127) int bits, @ForAll DayOfWeek first) {
        WeekMask days = new WeekMask(bits);

        assertThat(WeekMask.parse(days.text(first), first)).contains(days);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "000000",
                "00000000",
                "0000002",
                "000000 ",
                " 000000",
                "0000000\n",
                "०००००००",
                "１111111",
                "-100000"
            })
    void anythingButSevenAsciiDigitsZeroOrOneIsRefused(String text) {
        assertThat(WeekMask.parse(text, SUNDAY)).isEmpty();
    }

    private static DayOfWeek[] days(String text, DayOfWeek first) {
        WeekMask days = WeekMask.parse(text, first).orElseThrow();
        return Arrays.stream(DayOfWeek.values()).filter(days::runsOn).toArray(DayOfWeek[]::new);
    }
}
