package io.carillon.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Confirmation;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Input;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DelaysTest {
    private static final Instant SEVEN = Instant.parse("2026-03-02T07:00:00Z");
    private static final Occurrence OCCURRENCE =
            new Occurrence(GroupId.of(new UUID(1, 1), new DeviceId("lamp")), TaskName.of(new UUID(1, 2)), SEVEN);

    private final Delays delays = new Delays(SEVEN.minusSeconds(60));

    @Test
    void whatTheBrokerAcknowledgesLateIsLate() {
        publishedAndAcknowledged(0, 3);
        assertThat(delays.of(delivered(3))).contains(Delay.BROKER);
    }

    @Test
    void whatIsAcknowledgedInTimeIsNotLateHoweverOftenItIsRepeated() {
        publishedAndAcknowledged(0, 1);
        publishedAndAcknowledged(30, 31);
        assertThat(delays.of(delivered(1))).isEmpty();
    }

    @Test
    void aRepeatChangesNoReason() {
        publishedAndAcknowledged(0, 3);
        publishedAndAcknowledged(30, 31);
        assertThat(delays.of(delivered(3))).contains(Delay.BROKER);
    }

    private void publishedAndAcknowledged(int published, int acknowledged) {
        Instant at = SEVEN.plusSeconds(published);
        delays.timerElapsed(at, at);
        delays.publishing(at);
        Instant then = SEVEN.plusSeconds(acknowledged);
        delays.told(new Input.Acknowledged(OCCURRENCE, Verdict.DELIVERED, at, then), then);
    }

    private static Firing delivered(int acknowledged) {
        return new Firing(
                OCCURRENCE,
                Verdict.CONFIRMED,
                2,
                SEVEN,
                SEVEN.plusSeconds(acknowledged),
                null,
                new Confirmation(SEVEN.plusSeconds(300), SEVEN.plusSeconds(40), null));
    }
}
