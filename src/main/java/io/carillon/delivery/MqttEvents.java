package io.carillon.delivery;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.carillon.device.Herald;
import io.carillon.device.Notice;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes events over MQTT, on a connection of its own, so that they never delay a firing. */
public final class MqttEvents implements Herald, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MqttEvents.class);
    private static final long ACKNOWLEDGED_SECONDS = 10;

    private final TopicTemplate topic;
    private final LastingClient client;

    /** Returns at once; connects in the background. */
    public MqttEvents(Broker broker, TopicTemplate topic) {
        this.topic = topic;
        client = new LastingClient(
                broker, "events", () -> {}, why -> LOG.debug("Not sending events to {}: {}", broker, why));
        Mqtt5Connect connect = Mqtt5Connect.builder()
                .cleanStart(true)
                .sessionExpiryInterval(0)
                .keepAlive(Connector.KEEP_ALIVE)
                .build();
        client.connect(connect).thenAccept(connected -> LOG.info("Sending events on {}", topic.text()));
    }

    @Override
    public CompletionStage<Reception> tell(Notice notice) {
        if (!client.isConnected())
            return CompletableFuture.completedFuture(Reception.refused("no connection to the broker"));
        CompletableFuture<Mqtt5PublishResult> publishing = client.client()
                .publish(Mqtt5Publish.builder()
                        .topic(topic.topic(notice.device(), notice.firing().occurrence()))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .contentType(CloudEvent.CONTENT_TYPE)
                        .payload(CloudEvent.of(notice).getBytes(StandardCharsets.UTF_8))
                        .build());
        return publishing
                .thenApply(MqttEvents::reception)
                .completeOnTimeout(
                        Reception.refused("not acknowledged within " + ACKNOWLEDGED_SECONDS + " s"),
                        ACKNOWLEDGED_SECONDS,
                        TimeUnit.SECONDS)
                .exceptionally(failed -> Reception.refused(BrokerReason.of(failed)));
    }

    private static Reception reception(Mqtt5PublishResult result) {
        return result.getError()
                .map(error -> Reception.refused(BrokerReason.of(error)))
                .orElse(Reception.TAKEN);
    }

    @Override
    public void close() {
        client.close();
    }
}
