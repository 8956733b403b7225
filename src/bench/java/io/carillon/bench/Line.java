package io.carillon.bench;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5RxClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.e2e.Broker;
import io.reactivex.Flowable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.DoubleStream;

/** One connection of the MQTT client that the service uses, too, with messages like the service's. */
final class Line implements AutoCloseable {
    static final String COMMANDS = "{\"switch\":1,\"brightness\":80}";

    private final Mqtt5RxClient client;

    Line(Broker broker) {
        client = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .buildRx();
        client.toBlocking().connect();
    }

    static Mqtt5Publish message(String device, String commands, Instant due) {
        String task = "%032x".formatted(device.hashCode());
        return Mqtt5Publish.builder()
                .topic("c2d/" + device + "/commands")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(commands.getBytes(StandardCharsets.UTF_8))
                .contentType("application/json")
                .messageExpiryInterval(300)
                .userProperties()
                .add("fire-id", task + "-" + due.getEpochSecond())
                .add("group-id", task + "." + device)
                .add("task", task)
                .add("scheduled-at", due.toString())
                .applyUserProperties()
                .build();
    }

    /** Completes with the broker's acknowledgement. */
    CompletableFuture<?> publish(Mqtt5Publish message) {
        return client.toAsync().publish(message).thenApply(result -> {
            result.getError().ifPresent(error -> {
                throw new IllegalStateException(error);
            });
            return result;
        });
    }

    /** As fast as client and broker go: how long after the begin each was acknowledged. */
    Percentiles publishAll(Flowable<Mqtt5Publish> messages) {
        long begun = System.nanoTime();
        DoubleStream.Builder late = DoubleStream.builder();
        client.publish(messages).blockingForEach(result -> late.add((System.nanoTime() - begun) / 1e6));
        return Percentiles.of(late.build());
    }

    /** How late it is, in milliseconds. */
    static double late(Instant due) {
        return Duration.between(due, Instant.now()).toNanos() / 1e6;
    }

    @Override
    public void close() {
        client.toBlocking().disconnect();
    }
}
