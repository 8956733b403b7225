package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.device.Courier.Ring;
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
        Ring ring = ring("lamp", "a");
        suspects.lost(ring, 1, NOW);
        assertThat(suspects.suspects(ring.device())).isFalse();
        suspects.lost(ring, 2, NOW);
        assertThat(suspects.suspects(ring.device())).isTrue();
        assertThat(suspects.count()).isEqualTo(1);
    }

    @Test
    void aLossCountsOnceForAConnectionAndEachPublishForItself() {
        suspects.lost(ring("lamp", "a"), 1, NOW);
        suspects.lost(ring("lamp", "a"), 1, NOW);
        suspects.lost(ring("lamp", "b"), 2, NOW);
        assertThat(suspects.suspects(new DeviceId("lamp"))).isFalse();
    }

    @Test
    void anAcknowledgementClearsItsPublish() {
        Ring ring = suspect("lamp", "a");
        suspects.acknowledged(ring);
        assertThat(suspects.suspects(ring.device())).isFalse();
        suspects.lost(ring, 3, NOW);
        assertThat(suspects.suspects(ring.device())).isFalse();
    }

    @Test
    void whatIsUnderWayAloneKeepsTheDevicesLaterPublishesBehindIt() {
        Ring ring = suspect("lamp", "a");
        suspects.begun(ring.device());
        suspects.acknowledged(ring);
        assertThat(suspects.suspects(ring.device())).isTrue();
        suspects.ended(ring.device());
        assertThat(suspects.suspects(ring.device())).isFalse();
    }

    @Test
    void theBrokersVerdictOnThatVeryPublishIsKnownForAWhile() {
        Ring culprit = suspect("lamp", "a");
        assertThat(suspects.verdict(culprit, NOW)).isNull();
        suspects.convicted(culprit, "too much of it", NOW);

        assertThat(suspects.verdict(culprit, NOW.plus(Suspects.KNOWN_FOR).minusMillis(1)))
                .isEqualTo("too much of it");
        assertThat(suspects.verdict(culprit, NOW.plus(Suspects.KNOWN_FOR))).isNull();
        assertThat(suspects.verdict(ring("lamp", "b"), NOW)).isNull();
    }

    @Test
    void aCulpritsDeviceStaysAloneForAnHourWhateverElseOfItIsAcknowledged() {
        Ring culprit = suspect("lamp", "a");
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

    private Ring suspect(String device, String task) {
        Ring ring = ring(device, task);
        suspects.lost(ring, 1, NOW);
        suspects.lost(ring, 2, NOW);
        return ring;
    }

    private static Ring ring(String device, String task) {
        DeviceId id = new DeviceId(device);
        var occurrence = new Occurrence(GroupId.of(new UUID(0, 0), id), new TaskName(task), NOW);
        return new Ring(id, occurrence, "{}", NOW.plus(Duration.ofMinutes(5)), null);
    }
}
