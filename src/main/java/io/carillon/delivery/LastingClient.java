package io.carillon.delivery;

import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An MQTT client that, until it is closed, reconnects a second after each loss, with the TLS files as they are then. Its
 * subscriptions are renewed.
 */
final class LastingClient implements AutoCloseable {
    private static final long RECONNECT_SECONDS = 1;
    private final Mqtt5AsyncClient client;
    private volatile boolean closed;

    /**
     * @param role its part of the client id
     * @param connected called on each connection
     * @param lost told why there is no connection
     */
    LastingClient(Broker broker, String role, Runnable connected, Consumer<String> lost) {
        client = broker.client()
                .identifier("carillon-" + role + "-" + UUID.randomUUID())
                .addConnectedListener(context -> connected.run())
                .addDisconnectedListener(context -> {
                    if (closed || context.getSource() == MqttDisconnectSource.USER) return;
                    lost.accept(String.valueOf(context.getCause().getMessage()));
                    context.getReconnector()
                            .reconnect(true)
                            .transportConfig(broker.transport())
                            .delay(RECONNECT_SECONDS, TimeUnit.SECONDS);
                })
                .buildAsync();
    }

    Mqtt5AsyncClient client() {
        return client;
    }

    /** Completes once connected, however long that takes. */
    CompletionStage<Mqtt5ConnAck> connect(Mqtt5Connect connect) {
        return client.connect(connect);
    }

    @Override
    public void close() {
        closed = true;
        CompletionStage<Void> disconnecting = client.disconnect();
        disconnecting.exceptionally(notConnected -> null);
    }
}
