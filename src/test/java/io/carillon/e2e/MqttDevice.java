package io.carillon.e2e;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A device that leaves and comes back to its session. */
final class MqttDevice implements AutoCloseable {
    private static final int HOUR = 3600;
    private static final int HEARD_WITHIN_SECONDS = 5;

    private final Mqtt5BlockingClient client;

    /** Connected and subscribed. */
    MqttDevice(Broker broker, String device) {
        client = client(broker);
        connect();
        client.subscribeWith()
                .topicFilter("c2d/" + device + "/commands")
                .qos(MqttQos.AT_LEAST_ONCE)
                .send();
    }

    /** What the broker tells everyone who connects. */
    static Mqtt5ConnAckRestrictions limits(Broker broker) {
        Mqtt5BlockingClient client = client(broker);
        Mqtt5ConnAckRestrictions limits = client.connect().getRestrictions();
        client.disconnect();
        return limits;
    }

    private static Mqtt5BlockingClient client(Broker broker) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier("device-" + UUID.randomUUID())
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .buildBlocking();
    }

    private void connect() {
        client.connectWith().cleanStart(false).sessionExpiryInterval(HOUR).send();
    }

    void leave() {
        client.disconnect();
    }

    /** What had waited for it, if anything. */
    Optional<Mqtt5Publish> comeBack() {
        try (var publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            connect();
            return publishes.receive(HEARD_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (client.getState().isConnected()) client.disconnect();
    }
}
