package io.carillon.bench;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.e2e.Broker;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One subscriber to all devices, QoS 1, that notes when the first message for each device arrived. */
final class Ears implements AutoCloseable {
    /** Unanswered messages: mosquitto would otherwise have only 20 under way to one subscriber. */
    private static final int RECEIVE_MAXIMUM = 10_000;

    private final Map<String, Instant> arrived = new ConcurrentHashMap<>();
    private final AtomicInteger repeats = new AtomicInteger();
    private final CountDownLatch all;
    private final String prefix;
    private final Mqtt5AsyncClient client;

    /**
     * Listening.
     *
     * @param prefix of the ids of the {@code devices} that count
     */
    Ears(Broker broker, String prefix, int devices) {
        this.prefix = "c2d/" + prefix;
        all = new CountDownLatch(devices);
        client = listening(broker, this::hear);
    }

    /** A connection that hears the commands of all devices. */
    static Mqtt5AsyncClient listening(Broker broker, Consumer<Mqtt5Publish> hear) {
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .buildAsync();
        client.connectWith()
                .restrictions()
                .receiveMaximum(RECEIVE_MAXIMUM)
                .applyRestrictions()
                .send()
                .join();
        client.subscribeWith()
                .topicFilter("c2d/+/commands")
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(hear)
                .send()
                .join();
        return client;
    }

    private void hear(Mqtt5Publish publish) {
        Instant now = Instant.now();
        String topic = publish.getTopic().toString();
        if (!topic.startsWith(prefix)) return;
        if (arrived.putIfAbsent(topic, now) == null) all.countDown();
        else repeats.incrementAndGet();
    }

    /** When each device's command arrived, once all have or so many seconds are over. */
    Iterable<Instant> await(long seconds) throws InterruptedException {
        if (!all.await(seconds, TimeUnit.SECONDS))
            System.out.println(
                    all.getCount() + " commands of " + prefix + "… have not arrived after " + seconds + " s");
        return Map.copyOf(arrived).values();
    }

    int repeats() {
        return repeats.get();
    }

    @Override
    public void close() {
        client.disconnect().join();
    }
}
