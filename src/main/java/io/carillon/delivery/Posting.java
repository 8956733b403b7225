package io.carillon.delivery;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.device.Courier.Acknowledged;
import io.carillon.device.Courier.Delivery;
import io.carillon.device.Courier.Failed;
import io.carillon.device.Courier.Ring;
import io.carillon.device.Courier.Sending;
import io.carillon.device.Courier.Trouble;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One try at publishing a ring, from the call to its end. The first end counts. */
final class Posting implements Sending {
    private final CompletableFuture<Delivery> delivery = new CompletableFuture<>();
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final Ring ring;
    private volatile @Nullable Instant sentAt;

    Posting(Ring ring) {
        this.ring = ring;
    }

    @Override
    public CompletionStage<Delivery> delivery() {
        return delivery;
    }

    @Override
    public void recall() {
        if (claimed.compareAndSet(false, true)) fail(Trouble.RECALLED, "recalled");
    }

    /** To be sent now: it can be recalled no more. False where it has been. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    boolean ended() {
        return delivery.isDone();
    }

    boolean tooLate(Instant now) {
        return now.isAfter(ring.deadline());
    }

    /** The publish as of now (contract 3); {@link IllegalArgumentException} where MQTT cannot express it. */
    Mqtt5Publish begin(TopicTemplate topic, Instant now) {
        Occurrence occurrence = ring.occurrence();
        Mqtt5Publish publish = Mqtt5Publish.builder()
                .topic(topic.topic(ring.device()))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(ring.commands().getBytes(StandardCharsets.UTF_8))
                .contentType("application/json")
                .messageExpiryInterval(
                        Math.max(1, Duration.between(now, ring.deadline()).toSeconds()))
                .userProperties()
                .add("fire-id", occurrence.fireId())
                .add("group-id", occurrence.group().value())
                .add("task", occurrence.task().value())
                .add("scheduled-at", occurrence.at().toString())
                .applyUserProperties()
                .build();
        sentAt = now;
        return publish;
    }

    void acknowledge(Verdict verdict, Instant now) {
        Instant sent = sentAt;
        if (sent != null) delivery.complete(new Acknowledged(verdict, sent, now));
    }

    void fail(Trouble trouble, String why) {
        delivery.complete(new Failed(trouble, sentAt, why));
    }
}
