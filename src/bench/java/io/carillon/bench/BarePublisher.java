package io.carillon.bench;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.e2e.Broker;
import io.reactivex.Flowable;
import java.time.Instant;

/** A limit: the same client publishes the same messages, and nothing is durable. */
record BarePublisher(Broker broker) implements Contender {
    @Override
    public String name() {
        return "bare publisher, nothing durable";
    }

    @Override
    public Round round(int size) {
        Instant due = Instant.now();
        Flowable<Mqtt5Publish> messages =
                Flowable.range(0, size).map(nr -> Line.message("bare%08d".formatted(nr), Line.COMMANDS, due));
        try (var line = new Line(broker)) {
            Percentiles late = line.publishAll(messages);
            return new Round(late, late.worst() / 1_000);
        }
    }

    @Override
    public void close() {}
}
