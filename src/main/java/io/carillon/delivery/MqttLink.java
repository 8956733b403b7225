package io.carillon.delivery;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A client, from connecting to the loss of its connection.
 *
 * @param number of this connection in this process
 */
record MqttLink(
        long number,
        Mqtt5AsyncClient client,
        Mqtt5ConnAckRestrictions restrictions,
        Instant since,
        CompletableFuture<Loss> lost) {
    /** @param silent the broker did not close it, but sent nothing for too long */
    record Loss(String why, boolean silent) {}

    CompletionStage<?> close(Loss loss) {
        lost.complete(loss);
        return client.disconnect().exceptionally(alreadyGone -> null);
    }
}
