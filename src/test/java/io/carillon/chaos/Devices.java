package io.carillon.chaos;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.chaos.History.Answered;
import io.carillon.e2e.Broker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The devices of the groups that confirm: each does as {@link Promised} says, and what it answers is noted. */
final class Devices implements AutoCloseable {
    private static final Duration LATE = Duration.ofSeconds(8);
    private static final Duration AWAY = Duration.ofSeconds(20);

    private final Mqtt5AsyncClient client;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Instant> back = new ConcurrentHashMap<>();
    private final List<Answered> answers = new CopyOnWriteArrayList<>();

    /** Connected, on the broker itself. */
    Devices(Broker broker) {
        client = MqttClient.builder()
                .useMqttVersion5()
                .identifier("devices-" + UUID.randomUUID())
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .automaticReconnect()
                .initialDelay(200, TimeUnit.MILLISECONDS)
                .maxDelay(1, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                .buildAsync();
        client.connectWith()
                .cleanStart(false)
                .noSessionExpiry()
                .send()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        client.subscribeWith()
                .topicFilter("c2d/+/commands")
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(this::heard)
                .send()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    List<Answered> answers() {
        return List.copyOf(answers);
    }

    private void heard(Mqtt5Publish command) {
        if (command.getResponseTopic().isEmpty()) return;
        String device = WireTap.deviceIn(command.getTopic().toString());
        switch (Promised.of(device)) {
            case ANSWERS -> answer(device, command);
            case ANSWERS_LATE -> after(LATE, () -> answer(device, command));
            case COMES_BACK -> {
                if (!isAway(device)) answer(device, command);
            }
            default -> {
                // says nothing
            }
        }
    }

    /** From its first command on, for a while. */
    private boolean isAway(String device) {
        Instant now = Instant.now();
        Instant until = back.computeIfAbsent(device, first -> {
            after(AWAY, () -> say(device, "here", null));
            return now.plus(AWAY);
        });
        return now.isBefore(until);
    }

    private void after(Duration delay, Runnable what) {
        clock.schedule(what, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void answer(String device, Mqtt5Publish command) {
        ByteBuffer correlation = command.getCorrelationData().orElseThrow();
        answers.add(new Answered(
                device, StandardCharsets.UTF_8.decode(correlation.duplicate()).toString(), Instant.now()));
        say(device, "ok", correlation);
    }

    private void say(String device, String status, @Nullable ByteBuffer correlation) {
        client.publish(Mqtt5Publish.builder()
                .topic("d2c/" + device + "/answers")
                .qos(MqttQos.AT_LEAST_ONCE)
                .correlationData(correlation)
                .userProperties()
                .add("status", status)
                .applyUserProperties()
                .build());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        client.disconnect().exceptionally(notConnected -> null).join();
    }
}
