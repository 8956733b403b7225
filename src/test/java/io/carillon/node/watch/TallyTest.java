package io.carillon.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.device.Fired;
import io.carillon.http.ClusterNews.Lost;
import io.carillon.http.ClusterNews.Second;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Instant DUE = Instant.parse("2026-03-02T11:15:00Z");
    private static final DeviceId LAMP = new DeviceId("lamp");

    private final Tally tally = new Tally();

    @Test
    void whatWasFiredIsTakenOnce() {
        fire(Verdict.DELIVERED, 4L);
        fire(Verdict.DELIVERED, 5L);
        fire(Verdict.NO_SUBSCRIBER, 900L);
        fire(Verdict.EXPIRED, null);
        assertThat(tally.take("a:1", DUE))
                .contains(new Second(
                        "a:1",
                        DUE,
                        Map.of(Verdict.DELIVERED, 2, Verdict.NO_SUBSCRIBER, 1, Verdict.EXPIRED, 1),
                        Map.of(5L, 2, 1000L, 1),
                        List.of(new Lost(
                                "lamp",
                                GroupId.of(new UUID(0, 1), LAMP).value(),
                                TaskName.of(new UUID(0, 2)).value(),
                                TaskName.of(new UUID(0, 2)).value() + "-" + DUE.getEpochSecond(),
                                DUE,
                                Verdict.EXPIRED))));
        assertThat(tally.take("a:1", DUE)).isEmpty();
    }

    @Test
    void nothingFiredIsNothingToTell() {
        assertThat(tally.take("a:1", DUE)).isEmpty();
    }

    @Test
    void whatIsLaterThanTheLastBoundCountsThere() {
        fire(Verdict.DELIVERED, 3_600_000L);
        assertThat(tally.take("a:1", DUE).map(Second::late)).contains(Map.of(600_000L, 1));
    }

    private void fire(Verdict verdict, @Nullable Long lateMillis) {
        Instant acknowledged = lateMillis == null ? null : DUE.plusMillis(lateMillis);
        Occurrence occurrence = new Occurrence(GroupId.of(new UUID(0, 1), LAMP), TaskName.of(new UUID(0, 2)), DUE);
        tally.fired(new Fired(LAMP, new Firing(occurrence, verdict, 1, acknowledged, acknowledged), Optional.empty()));
    }
}
