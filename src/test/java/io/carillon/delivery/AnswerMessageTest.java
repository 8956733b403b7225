package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Input.Answered;
import io.carillon.schedule.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, <i>To the device and back</i>: what devices say. */
class AnswerMessageTest {
    private static final DeviceId LAMP = new DeviceId("lamp");
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final String ID = "t-1772359200";

    private static Optional<AnswerMessage> said(@Nullable String id, @Nullable String status, byte[] payload) {
        var publish = Mqtt5Publish.builder().topic("d2c/lamp/answers").payload(payload);
        if (id != null) publish = publish.correlationData(id.getBytes(StandardCharsets.UTF_8));
        if (status != null)
            publish = publish.userProperties().add("status", status).applyUserProperties();
        return AnswerMessage.of(publish.build(), TopicTemplate.ANSWERS, AT);
    }

    private static Optional<AnswerMessage> said(@Nullable String id, @Nullable String status, String payload) {
        return said(id, status, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<AnswerMessage> answered(Verdict verdict, @Nullable String text) {
        return Optional.of(new AnswerMessage(LAMP, new Answered(ID, verdict, text, AT)));
    }

    @Test
    void withCorrelationDataTheStatusCountsAndThePayloadIsKept() {
        assertThat(said(ID, "ok", "42 °")).isEqualTo(answered(Verdict.CONFIRMED, "42 °"));
        assertThat(said(ID, "failed", "{}")).isEqualTo(answered(Verdict.FAILED, "{}"));
        assertThat(said(ID, null, "x")).isEqualTo(answered(Verdict.CONFIRMED, "x"));
    }

    @Test
    void aPayloadThatIsNotKeptTakesNothingFromTheStatus() {
        Optional<AnswerMessage> bare = answered(Verdict.CONFIRMED, null);
        assertThat(said(ID, "ok", "")).isEqualTo(bare);
        assertThat(said(ID, "ok", "x".repeat(1025))).isEqualTo(bare);
        assertThat(said(ID, "ok", "x".repeat(1024))).isEqualTo(answered(Verdict.CONFIRMED, "x".repeat(1024)));
        assertThat(said(ID, "ok", new byte[64 * 1024])).isEqualTo(bare);
        assertThat(said(ID, "ok", new byte[] {(byte) 0xC3, 0x28})).isEqualTo(bare);
        assertThat(said(ID, "ok", "a\0b")).isEqualTo(bare);
    }

    @Test
    void withoutItAJsonObjectSaysTheSameAndAllOfItIsKept() {
        String json = "{\"fire_id\":\"" + ID + "\",\"status\":\"failed\",\"why\":\"stuck\"}";
        assertThat(said(null, null, json)).isEqualTo(answered(Verdict.FAILED, json));
        String bare = "{\"fire_id\":\"" + ID + "\"}";
        assertThat(said(null, null, bare)).isEqualTo(answered(Verdict.CONFIRMED, bare));
    }

    @Test
    void aDeviceThatIsBackSaysSoEitherWay() {
        Optional<AnswerMessage> here = Optional.of(new AnswerMessage(LAMP, null));
        assertThat(said(null, "here", "")).isEqualTo(here);
        assertThat(said(null, "here", "whatever")).isEqualTo(here);
        assertThat(said(null, null, "{\"status\":\"here\"}")).isEqualTo(here);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "1",
                "\"here\"",
                "{}",
                "{\"fire_id\":1}",
                "{\"fire_id\":\"\"}",
                "{\"fire_id\":\"t-1\",\"status\":1}",
                "{\"fire_id\":\"t-1\",\"status\":\"perhaps\"}",
                "{\"status\":\"ok\"}"
            })
    void whatSaysNothingIsMalformed(String payload) {
        assertThat(said(null, null, payload)).isEmpty();
    }

    @Test
    void soAreAnotherStatusATooLongIdAndATooLongObject() {
        assertThat(said(ID, "perhaps", "")).isEmpty();
        assertThat(said(ID, "here", "")).isEmpty();
        assertThat(said("x".repeat(129), "ok", "")).isEmpty();
        assertThat(said(null, null, "{\"fire_id\":\"t-1\",\"x\":\"" + "x".repeat(1024) + "\"}"))
                .isEmpty();
    }

    @Test
    void aTopicThatIsNoDevicesIsMalformed() {
        Mqtt5Publish strange = Mqtt5Publish.builder()
                .topic("d2c/-lamp/answers")
                .payload("{\"status\":\"here\"}".getBytes(StandardCharsets.UTF_8))
                .build();
        assertThat(AnswerMessage.of(strange, TopicTemplate.ANSWERS, AT)).isEmpty();
    }
}
