package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "7c1544595:lamp_1.x-", "A._:-"})
    void lettersDigitsAndFourSignsAreAllowed(String text) {
        assertThat(DeviceId.parse(text)).map(DeviceId::value).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "_a", ":a", "-a", "$SYS", "a/b", "a+", "#", "a b", "a\n", "ä", "a\u0000", "а"})
    void anythingElseIsRefused(String text) {
        assertThat(DeviceId.parse(text)).isEmpty();
        assertThatThrownBy(() -> new DeviceId(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void atMost128Characters() {
        assertThat(DeviceId.parse("d".repeat(128))).isPresent();
        assertThat(DeviceId.parse("d".repeat(129))).isEmpty();
    }

    /** Rows carry the slice: a hash that changed would hide them from their pollers. */
    @Test
    void theHashNeverChanges() {
        assertThat(new DeviceId("lamp-7").spread()).isEqualTo(1871480849);
        assertThat(new DeviceId("7c1544595:lamp_1").spread()).isEqualTo(2002262081);
    }

    @Test
    void theShiftIsAFixedPartOfTheSpreadInWholeSeconds() {
        DeviceId lamp = new DeviceId("lamp-7");

        assertThat(lamp.shiftBelow(Duration.ofMinutes(10))).isEqualTo(Duration.ofSeconds(522));
        assertThat(lamp.shiftBelow(Duration.ofSeconds(1))).isZero();
        assertThat(lamp.shiftBelow(Duration.ZERO)).isZero();
        assertThat(new DeviceId("7c1544595:lamp_1").shiftBelow(Duration.ofSeconds(86_399)))
                .isEqualTo(Duration.ofSeconds(80_556));
    }

    @Test
    void theDevicesOfOneSliceAreShiftedEvenlyToo() {
        int[] tenths = new int[10];
        IntStream.range(0, 640_000)
                .mapToObj(i -> new DeviceId("device-" + i))
                .filter(device -> device.spread() % 64 == 7)
                .forEach(device ->
                        tenths[(int) device.shiftBelow(Duration.ofSeconds(50)).toSeconds() / 5]++);

        assertThat(Arrays.stream(tenths)).allMatch(devices -> devices > 850 && devices < 1150);
    }

    @Test
    void theHashSpreadsDevicesEvenlyOver64Slices() {
        int[] slices = new int[64];
        IntStream.range(0, 64_000).forEach(i -> slices[new DeviceId("device-" + i).spread() % 64]++);

        assertThat(Arrays.stream(slices)).allMatch(devices -> devices > 850 && devices < 1150);
    }
}
