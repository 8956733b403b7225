package io.carillon.e2e;

import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Devices, listening: an MQTT 5 client with a lasting session, which comes back by itself and notes what arrives. */
public final class Subscriber implements AutoCloseable {
    /** The contract's default. */
    static final String TOPIC = "c2d/{device_id}/commands";

    private final Mqtt5AsyncClient client;
    private final String template;
    private final List<Received> received = new CopyOnWriteArrayList<>();

    /** Connected. */
    public Subscriber(Broker broker) {
        this(broker, TOPIC);
    }

    /** @param template of the topics, as {@code CARILLON_MQTT_TOPIC} */
    public Subscriber(Broker broker, String template) {
        this.template = template;
        client = MqttClient.builder()
                .useMqttVersion5()
                .identifier("judge-" + UUID.randomUUID())
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .automaticReconnect()
                .initialDelay(200, TimeUnit.MILLISECONDS)
                .maxDelay(1, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> received.add(Received.of(publish, Instant.now())));
        client.connectWith()
                .cleanStart(false)
                .noSessionExpiry()
                .send()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** Listens to these devices too, from the return of this call on. */
    public Subscriber devices(String... devices) {
        for (String device : devices) {
            client.subscribeWith()
                    .topicFilter(topic(device))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }
        return this;
    }

    private String topic(String device) {
        return template.replace("{device_id}", device);
    }

    /** What has arrived for the device so far, in order of arrival, repeats included. */
    List<Received> of(String device) {
        return received.stream().filter(r -> r.topic().equals(topic(device))).toList();
    }

    /** All that has arrived so far, in order of arrival, repeats included. */
    public List<Received> all() {
        return List.copyOf(received);
    }

    /** Waits until at least so many different occurrences have arrived for the device; all messages of that device. */
    List<Received> awaitOccurrences(String device, int count, Instant until, Object context) {
        await(count + " command(s) arrive for " + device + " by " + until + "; " + context)
                .atMost(atLeastASecond(Duration.between(Instant.now(), until)))
                .pollInterval(Duration.ofMillis(50))
                .until(() ->
                        of(device).stream().map(Received::fireId).distinct().count() >= count);
        return of(device);
    }

    @Override
    public void close() {
        client.disconnect().exceptionally(notConnected -> null).join();
    }

    private static Duration atLeastASecond(Duration duration) {
        return duration.toMillis() < 1000 ? Duration.ofSeconds(1) : duration;
    }
}
