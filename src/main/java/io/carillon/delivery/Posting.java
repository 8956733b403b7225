package io.carillon.delivery;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.device.Courier.Acknowledged;
import io.carillon.device.Courier.Delivery;
import io.carillon.device.Courier.Failed;
import io.carillon.device.Courier.Ring;
import io.carillon.device.Courier.Sending;
import io.carillon.device.Courier.Trouble;
import io.carillon.schedule.Verdict;
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

    /** The publish as of now; {@link IllegalArgumentException} where MQTT cannot express it. */
    Mqtt5Publish begin(MqttSettings settings, Instant now) {
        Mqtt5Publish publish = Message.of(ring, settings.topic(), settings.answers(), now);
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
