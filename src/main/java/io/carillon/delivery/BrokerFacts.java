package io.carillon.delivery;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.carillon.schedule.DeviceId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Facts about a broker, found by a publish to a device that does not exist.
 *
 * @param receiveMaximum the most publishes in flight on one connection
 * @param trouble why the publish failed; empty where it was acknowledged
 * @param heard whether a subscription received it; false too where we may not subscribe
 */
public record BrokerFacts(int receiveMaximum, String trouble, boolean heard) {
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(2);

    /** The broker cannot be reached, does not speak MQTT 5, or refuses us. */
    public static final class Unreachable extends Exception {
        Unreachable(String why) {
            super(why);
        }
    }

    /**
     * Blocks.
     *
     * @param patience for each step
     */
    public static BrokerFacts of(Broker broker, TopicTemplate template, Duration patience)
            throws Unreachable, InterruptedException {
        Mqtt5AsyncClient client = broker.client()
                .identifier("carillon-doctor-" + UUID.randomUUID())
                .buildAsync();
        CompletionStage<Mqtt5ConnAck> connecting = client.connect();
        Mqtt5ConnAck accepted;
        try {
            accepted = within(connecting, patience);
        } catch (ExecutionException refused) {
            throw new Unreachable(BrokerReason.of(refused));
        } catch (TimeoutException silent) {
            throw new Unreachable("no answer within " + patience.toSeconds() + " s");
        }
        try {
            return published(client, accepted, template.topic(new DeviceId("doctor-" + UUID.randomUUID())), patience);
        } finally {
            client.disconnect();
        }
    }

    private static BrokerFacts published(
            Mqtt5AsyncClient client, Mqtt5ConnAck accepted, String topic, Duration patience)
            throws InterruptedException {
        int receiveMaximum = accepted.getRestrictions().getReceiveMaximum();
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        boolean listening = subscribed(client, topic, heard, patience);
        CompletionStage<Mqtt5PublishResult> publishing = client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload("{}".getBytes(StandardCharsets.UTF_8))
                .messageExpiryInterval(1)
                .send();
        try {
            within(publishing, patience);
            return new BrokerFacts(receiveMaximum, "", listening && Boolean.TRUE.equals(within(heard, HEARD_WITHIN)));
        } catch (ExecutionException refused) {
            return new BrokerFacts(receiveMaximum, BrokerReason.of(refused), false);
        } catch (TimeoutException silent) {
            return publishing.toCompletableFuture().isDone()
                    ? new BrokerFacts(receiveMaximum, "", false)
                    : new BrokerFacts(
                            receiveMaximum, "no acknowledgement within " + patience.toSeconds() + " s", false);
        }
    }

    private static boolean subscribed(
            Mqtt5AsyncClient client, String topic, CompletableFuture<Boolean> heard, Duration patience)
            throws InterruptedException {
        try {
            within(
                    client.subscribeWith()
                            .topicFilter(topic)
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .callback(message -> heard.complete(true))
                            .send(),
                    patience);
            return true;
        } catch (ExecutionException | TimeoutException mayNot) {
            return false;
        }
    }

    private static <T> T within(CompletionStage<T> stage, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
