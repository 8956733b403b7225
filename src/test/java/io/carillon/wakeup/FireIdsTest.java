package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.DeviceId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FireIdsTest {
    private static final DeviceId LAMP = new DeviceId("lamp");
    private static final String TASK = "0198c0de0000700080000000000000ab";
    private static final Instant DUE = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void anOccurrencesIdNamesItsSecond() {
        String id = TASK + "-" + DUE.getEpochSecond();
        assertThat(FireIds.second(id)).isEqualTo(DUE);
        assertThat(FireIds.key(LAMP, id)).contains(new FiringTable.Key("lamp", FiringDays.of(DUE), id));
    }

    @Test
    void aRunsIdNamesItsMillisecond() {
        String id = TASK + "-run-" + DUE.plusMillis(999).toEpochMilli();
        assertThat(FireIds.second(id)).isEqualTo(DUE);
        assertThat(FireIds.key(LAMP, id)).contains(new FiringTable.Key("lamp", FiringDays.of(DUE), id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "t",
                "t-",
                "-1772359200",
                "t-17723592001234567",
                "t 1-1772359200",
                "t-1x",
                "t-run-",
                "é-1"
            })
    void whatCanNameNoLineHasNoKey(String id) {
        assertThat(FireIds.key(LAMP, id)).isEmpty();
    }
}
