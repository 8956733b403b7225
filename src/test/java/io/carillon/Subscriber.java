package io.carillon;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An MQTT 5 subscriber, QoS 1, that keeps all it hears. Its broker must be there; it does not come back by itself. */
public final class Subscriber implements AutoCloseable {
    private final Queue<Mqtt5Publish> heard = new ConcurrentLinkedQueue<>();
    private final Mqtt5AsyncClient client;

    /** Returns when the broker has acknowledged the subscription. */
    public Subscriber(int port, String topicFilter) {
        client = MqttClient.builder()
                .useMqttVersion5()
                .identifier("subscriber-" + UUID.randomUUID())
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildAsync();
        client.connect().join();
        client.subscribeWith()
                .topicFilter(topicFilter)
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(heard::add)
                .send()
                .join();
    }

    /** In the order of their arrival. */
    public List<Mqtt5Publish> heard() {
        return List.copyOf(heard);
    }

    public List<Mqtt5Publish> heardOn(String topic) {
        return heard.stream()
                .filter(publish -> publish.getTopic().toString().equals(topic))
                .toList();
    }

    public static @Nullable String property(Mqtt5Publish publish, String name) {
        return publish.getUserProperties().asList().stream()
                .filter(property -> property.getName().toString().equals(name))
                .map(property -> property.getValue().toString())
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(","), joined -> joined.isEmpty() ? null : joined));
    }

    @Override
    public void close() {
        client.disconnect().exceptionally(gone -> null).join();
    }
}
