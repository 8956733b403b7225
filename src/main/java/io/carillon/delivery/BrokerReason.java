package io.carillon.delivery;

import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.Mqtt5ReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import io.carillon.device.RootCause;
import java.util.Optional;

/** Describes a failure in the broker's words, or else the connection's: code, name and text. */
final class BrokerReason {
    private BrokerReason() {}

    static String of(Throwable failed) {
        Throwable cause = RootCause.of(failed);
        if (cause instanceof Mqtt5PubAckException refused) return of(refused.getMqttMessage());
        if (cause instanceof Mqtt5DisconnectException disconnected) {
            Mqtt5Disconnect said = disconnected.getMqttMessage();
            return cause.getMessage() + ": " + said(said.getReasonCode(), said.getReasonString());
        }
        if (cause instanceof Mqtt5ConnAckException refused) {
            Mqtt5ConnAck said = refused.getMqttMessage();
            return "connection refused: " + said(said.getReasonCode(), said.getReasonString());
        }
        return RootCause.message(cause);
    }

    static String of(Mqtt5PubAck refused) {
        return said(refused.getReasonCode(), refused.getReasonString());
    }

    private static String said(Mqtt5ReasonCode code, Optional<MqttUtf8String> text) {
        return "0x%02x %s%s"
                .formatted(code.getCode(), code, text.map(words -> ": " + words).orElse(""));
    }
}
