package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class CloudEventTest {
    @Test
    void aVerdictIsAStructuredCloudEventWithItsLineOfRecent() throws Exception {
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(CloudEvent.of(Notices.failed("lamp"))))
                .isEqualTo(json.readTree(
                        """
                                {"specversion":"1.0","source":"/carillon","type":"carillon.firing.failed",
                                 "id":"lamp/%1$s-1772359200/failed","subject":"lamp","time":"2026-03-01T10:00:09.000Z",
                                 "datacontenttype":"application/json",
                                 "data":{"device_id":"lamp","group_id":"0198c0de0000700080000000000000ab.bGFtcA",
                                  "fire_id":"%1$s-1772359200","name":"%1$s","scheduled_at":"2026-03-01T10:00:00.000Z",
                                  "published_at":"2026-03-01T10:00:00.003Z",
                                  "acknowledged_at":"2026-03-01T10:00:00.005Z",
                                  "answered_at":"2026-03-01T10:00:09.000Z","attempts":1,"verdict":"failed",
                                  "answer":"bulb \\"broken\\" °"}}"""
                                .formatted("a".repeat(32))));
    }
}
