package io.carillon.delivery;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.device.Courier.Ring;
import io.carillon.schedule.Occurrence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** What is published for a firing (contract 3). */
final class Message {
    private Message() {}

    /**
     * As of now; {@link IllegalArgumentException} where MQTT cannot express it.
     *
     * @param answers where the device is to answer
     */
    static Mqtt5Publish of(Ring ring, TopicTemplate commands, TopicTemplate answers, Instant now) {
        Occurrence occurrence = ring.occurrence();
        var message = Mqtt5Publish.builder()
                .topic(commands.topic(ring.device(), occurrence))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(ring.commands().getBytes(StandardCharsets.UTF_8))
                .contentType("application/json")
                .messageExpiryInterval(
                        Math.max(1, Duration.between(now, ring.expiry()).toSeconds()))
                .userProperties()
                .add("fire-id", occurrence.fireId())
                .add("group-id", occurrence.group().value())
                .add("task", occurrence.task().value())
                .add("scheduled-at", occurrence.at().toString())
                .applyUserProperties();
        if (!ring.confirm()) return message.build();
        return message.responseTopic(answers.topic(ring.device()))
                .correlationData(occurrence.fireId().getBytes(StandardCharsets.UTF_8))
                .build();
    }
}
