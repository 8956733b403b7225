package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.device.Courier.Message;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuspectsTest {
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:00Z");
    private static final Instant LATER = NOW.plus(Suspects.ALONE_FOR).plusMillis(1);

    private final Suspects suspects = new Suspects();

    @Test
    void oneLossMakesNobodySuspectAndASecondOfTheSamePublishDoes() {
        Message message = message("lamp", "a");
        suspects.lost(message, 1, NOW);
        assertThat(suspects.suspects(message.device())).isFalse();
        suspects.lost(message, 2, NOW);
        assertThat(suspects.suspects(message.device())).isTrue();
        assertThat(suspects.count()).isEqualTo(1);
    }

    @Test
    void aLossCountsOnceForAConnectionAndEachPublishForItself() {
        suspects.lost(message("lamp", "a"), 1, NOW);
        suspects.lost(message("lamp", "a"), 1, NOW);
        suspects.lost(message("lamp", "b"), 2, NOW);
        assertThat(suspects.suspects(new DeviceId("lamp"))).isFalse();
    }

    @Test
    void anAcknowledgementClearsItsPublish() {
        Message message = suspect("lamp", "a");
        suspects.acknowledged(message);
        assertThat(suspects.suspects(message.device())).isFalse();
        suspects.lost(message, 3, NOW);
        assertThat(suspects.suspects(message.device())).isFalse();
    }

    @Test
    void whatIsUnderWayAloneKeepsTheDevicesLaterPublishesBehindIt() {
        Message message = suspect("lamp", "a");
        suspects.begun(message.device());
        suspects.acknowledged(message);
        assertThat(suspects.suspects(message.device())).isTrue();
        suspects.ended(message.device());
        assertThat(suspects.suspects(message.device())).isFalse();
    }

    @Test
    void theBrokersVerdictOnThatVeryPublishIsKnownForAWhile() {
        Message culprit = suspect("lamp", "a");
        assertThat(suspects.verdict(culprit, NOW)).isNull();
        suspects.convicted(culprit, "too much of it", NOW);

        assertThat(suspects.verdict(culprit, NOW.plus(Suspects.KNOWN_FOR).minusMillis(1)))
                .isEqualTo("too much of it");
        assertThat(suspects.verdict(culprit, NOW.plus(Suspects.KNOWN_FOR))).isNull();
        assertThat(suspects.verdict(message("lamp", "b"), NOW)).isNull();
    }

    @Test
    void aCulpritsDeviceStaysAloneForAnHourWhateverElseOfItIsAcknowledged() {
        Message culprit = suspect("lamp", "a");
        suspects.convicted(culprit, "too much of it", NOW);
        suspects.acknowledged(culprit);
        suspects.forget(NOW.plus(Suspects.ALONE_FOR));
        assertThat(suspects.suspects(culprit.device())).isTrue();
        suspects.forget(LATER);
        assertThat(suspects.suspects(culprit.device())).isFalse();
    }

    @Test
    void aSuspicionThatNothingFollowsIsForgottenAndNoMoreThanTenThousandAreKept() {
        for (int each = 0; each < 10_001; each++) suspect("lamp-" + each, "a");
        assertThat(suspects.count()).isEqualTo(10_000);
        assertThat(suspects.suspects(new DeviceId("lamp-0"))).isFalse();
        suspects.forget(LATER);
        assertThat(suspects.count()).isZero();
    }

    private Message suspect(String device, String task) {
        Message message = message(device, task);
        suspects.lost(message, 1, NOW);
        suspects.lost(message, 2, NOW);
        return message;
    }

    private static Message message(String device, String task) {
        DeviceId id = new DeviceId(device);
        var occurrence = new Occurrence(GroupId.of(new UUID(0, 0), id), new TaskName(task), NOW);
        return new Message(id, occurrence, "{}", NOW.plus(Duration.ofMinutes(5)), null);
    }
}
