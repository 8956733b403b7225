package io.carillon.e2e;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One message as a device sees it.
 *
 * @param expiry seconds that the message is still worth, or -1 where the publisher set none
 * @param at when it arrived, by this machine's clock
 */
public record Received(
        String topic,
        String payload,
        int qos,
        boolean retained,
        String contentType,
        long expiry,
        Map<String, String> properties,
        Instant at) {

    static Received of(Mqtt5Publish publish, Instant at) {
        var properties = new LinkedHashMap<String, String>();
        publish.getUserProperties()
                .asList()
                .forEach(
                        p -> properties.put(p.getName().toString(), p.getValue().toString()));
        return new Received(
                publish.getTopic().toString(),
                new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8),
                publish.getQos().getCode(),
                publish.isRetain(),
                publish.getContentType().map(Object::toString).orElse(""),
                publish.getMessageExpiryInterval().orElse(-1),
                properties,
                at);
    }

    /** The user property {@code fire-id}, by which a device drops a repeat. */
    public String fireId() {
        return properties.getOrDefault("fire-id", "");
    }
}
