package io.carillon.delivery;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives messages from the broker and may answer them as a device does. Connects and subscribes by itself, and again
 * after a loss.
 */
public final class MqttListener implements AutoCloseable {

    private final LastingClient client;

    /**
     * A message received.
     *
     * @param fireId null where it has none
     */
    public record Heard(String topic, String payload, @Nullable String fireId) {}

    /**
     * Returns at once.
     *
     * @param answering whether commands that ask for an answer get {@code ok}
     * @param news told of success or failure, in words
     */
    public MqttListener(
            Broker broker, String topicFilter, boolean answering, Consumer<Heard> ear, Consumer<String> news) {
        client = new LastingClient(
                broker,
                "listen",
                () -> news.accept("listening on " + broker + " to " + topicFilter),
                why -> news.accept("waiting for " + broker + ": " + why));
        client.connect(Mqtt5Connect.builder().build())
                .thenCompose(connected -> client.client()
                        .subscribeWith()
                        .topicFilter(topicFilter)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .callback(publish -> {
                            ear.accept(heard(publish));
                            if (answering) answer(publish, news);
                        })
                        .send())
                .whenComplete((subscribed, refused) -> {
                    if (refused != null) news.accept("cannot listen to " + topicFilter + ": " + refused.getMessage());
                });
    }

    /** Answers a command that asks for it (contract 1, <i>To the device and back</i>). */
    private void answer(Mqtt5Publish command, Consumer<String> news) {
        if (command.getResponseTopic().isEmpty() || command.getCorrelationData().isEmpty()) return;
        CompletionStage<Mqtt5PublishResult> answering = client.client()
                .publishWith()
                .topic(command.getResponseTopic().get())
                .qos(MqttQos.AT_LEAST_ONCE)
                .correlationData(command.getCorrelationData().get())
                .send();
        answering.whenComplete((answered, failed) -> {
            if (failed != null) news.accept("could not answer: " + failed.getMessage());
        });
    }

    private static Heard heard(Mqtt5Publish publish) {
        String fireId = publish.getUserProperties().asList().stream()
                .filter(property -> property.getName().toString().equals("fire-id"))
                .map(property -> property.getValue())
                .map(MqttUtf8String::toString)
                .findFirst()
                .orElse(null);
        String payload = new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
        return new Heard(publish.getTopic().toString(), payload, fireId);
    }

    @Override
    public void close() {
        client.close();
    }
}
