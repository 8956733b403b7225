package io.carillon.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Input;
import io.carillon.schedule.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device's message on its topic of answers (contract 1, <i>To the device and back</i>), by MQTT 5 or 3.1.1.
 *
 * @param answer null: the device is back and asks for open commands
 */
record AnswerMessage(DeviceId device, Input.@Nullable Answered answer) {
    private static final int LONGEST_KEPT = 1024;
    private static final int LONGEST_ID = 128;
    private static final String HERE = "here";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Empty where the message is malformed. */
    static Optional<AnswerMessage> of(Mqtt5Publish publish, TopicTemplate topic, Instant at) {
        Optional<DeviceId> device = topic.device(publish.getTopic().toString());
        if (device.isEmpty()) return Optional.empty();
        byte[] payload = publish.getPayloadAsBytes();
        Optional<ByteBuffer> correlation = publish.getCorrelationData();
        String status = status(publish);
        if (correlation.isPresent()) return answered(device.get(), text(correlation.get()), status, kept(payload), at);
        if (HERE.equals(status)) return Optional.of(new AnswerMessage(device.get(), null));
        return json(device.get(), payload, at);
    }

    private static @Nullable String status(Mqtt5Publish publish) {
        return publish.getUserProperties().asList().stream()
                .filter(property -> property.getName().toString().equals("status"))
                .map(property -> property.getValue().toString())
                .findFirst()
                .orElse(null);
    }

    private static Optional<AnswerMessage> json(DeviceId device, byte[] payload, Instant at) {
        String text = kept(payload);
        if (text == null) return Optional.empty();
        try {
            JsonNode said = JSON.readTree(text);
            JsonNode status = said.get("status");
            if (!said.isObject() || status != null && !status.isTextual()) return Optional.empty();
            if (status != null && status.textValue().equals(HERE)) return Optional.of(new AnswerMessage(device, null));
            JsonNode fireId = said.get("fire_id");
            if (fireId == null || !fireId.isTextual()) return Optional.empty();
            return answered(device, fireId.textValue(), status == null ? null : status.textValue(), text, at);
        } catch (JsonProcessingException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<AnswerMessage> answered(
            DeviceId device, @Nullable String fireId, @Nullable String status, @Nullable String text, Instant at) {
        if (fireId == null || fireId.isEmpty() || fireId.length() > LONGEST_ID) return Optional.empty();
        if (status != null && !status.equals("ok") && !status.equals("failed")) return Optional.empty();
        Verdict verdict = "failed".equals(status) ? Verdict.FAILED : Verdict.CONFIRMED;
        return Optional.of(new AnswerMessage(device, new Input.Answered(fireId, verdict, text, at)));
    }

    /** Null where the payload is not kept; PostgreSQL cannot store a zero byte. */
    private static @Nullable String kept(byte[] payload) {
        if (payload.length == 0 || payload.length > LONGEST_KEPT) return null;
        String text = text(ByteBuffer.wrap(payload));
        return text == null || text.indexOf(0) >= 0 ? null : text;
    }

    private static @Nullable String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
