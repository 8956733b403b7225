package io.carillon.delivery;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import io.carillon.device.Courier.Message;
import io.carillon.schedule.Occurrence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * A command as an MQTT publish with its properties (contract 3). Where the broker's maximum packet size leaves no room
 * for all of them, later ones are dropped; the command itself never is.
 */
final class CommandPublish {
    private static final String CONTENT_TYPE = "application/json";
    private static final int PACKET_ID = 2;
    private static final int EXPIRY = 5;

    private Mqtt5PublishBuilder.Complete publish;
    private Mqtt5UserPropertiesBuilder named = Mqtt5UserProperties.builder();
    private final int fixed;
    private final int maximumPacketSize;
    private int properties;

    private CommandPublish(String topic, byte[] payload, int maximumPacketSize) {
        publish = Mqtt5Publish.builder().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(payload);
        fixed = text(topic) + PACKET_ID + payload.length;
        this.maximumPacketSize = maximumPacketSize;
    }

    /**
     * @param maximumPacketSize the broker's, in bytes
     * @throws IllegalArgumentException saying why, where the broker would refuse it or MQTT cannot express it
     */
    static Mqtt5Publish of(Message message, MqttSettings settings, Instant now, int maximumPacketSize) {
        Occurrence occurrence = message.occurrence();
        byte[] payload = message.commands().getBytes(StandardCharsets.UTF_8);
        String topic = settings.topic().topic(message.device(), occurrence);
        var command = new CommandPublish(topic, payload, maximumPacketSize);
        command.require();
        command.expires(Duration.between(now, message.expiry(now)));
        if (message.confirm()) command.isAnswered(settings.answers().topic(message.device()), occurrence.fireId());
        command.add("fire-id", occurrence.fireId());
        command.add("group-id", occurrence.group().value());
        command.add("task", occurrence.task().value());
        command.add("scheduled-at", occurrence.at().toString());
        if (command.hasRoom(1 + text(CONTENT_TYPE))) command.publish = command.publish.contentType(CONTENT_TYPE);
        return command.publish.userProperties(command.named.build()).build();
    }

    private void expires(Duration left) {
        if (hasRoom(EXPIRY)) publish = publish.messageExpiryInterval(Math.max(1, left.toSeconds()));
    }

    /** Sets both or neither: a device needs the two to answer. */
    private void isAnswered(String topic, String fireId) {
        if (!hasRoom(1 + text(topic) + 1 + text(fireId))) return;
        publish = publish.responseTopic(topic).correlationData(fireId.getBytes(StandardCharsets.UTF_8));
    }

    private void add(String name, String value) {
        if (hasRoom(1 + text(name) + text(value))) named = named.add(name, value);
    }

    private void require() {
        int size = size(0);
        if (size > maximumPacketSize)
            throw new IllegalArgumentException(
                    "a packet of " + size + " bytes, and the broker takes " + maximumPacketSize);
    }

    private boolean hasRoom(int property) {
        if (size(properties + property) > maximumPacketSize) return false;
        properties += property;
        return true;
    }

    /** The size of the whole packet (MQTT 5.0, 2.1.4 and 3.3). */
    private int size(int ofProperties) {
        int remaining = fixed + variableInteger(ofProperties) + ofProperties;
        return 1 + variableInteger(remaining) + remaining;
    }

    private static int variableInteger(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
    }

    private static int text(String text) {
        return 2 + text.getBytes(StandardCharsets.UTF_8).length;
    }
}
