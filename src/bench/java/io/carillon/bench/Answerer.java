package io.carillon.bench;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.e2e.Broker;

/** All devices on one connection, each of which answers at once what asks for it. */
final class Answerer implements AutoCloseable {
    private final Mqtt5AsyncClient client;

    /** Listening. */
    Answerer(Broker broker) {
        client = Ears.listening(broker, this::hear);
    }

    private void hear(Mqtt5Publish command) {
        command.getResponseTopic()
                .ifPresent(topic -> client.publish(Mqtt5Publish.builder()
                        .topic(topic)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .correlationData(command.getCorrelationData().orElseThrow())
                        .build()));
    }

    @Override
    public void close() {
        client.disconnect().join();
    }
}
