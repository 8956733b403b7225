package io.carillon.delivery;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An MQTT client that, until it is closed, reconnects a second after each loss, with the TLS files as they are then. Its
 * subscriptions are renewed, also in a session that the broker has kept: mosquitto 2.0.11 loses shared ones in a restart.
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
        this(broker, role, connected, lost, () -> CompletableFuture.completedFuture(null));
    }

    /** @param again what each reconnect waits for */
    LastingClient(
            Broker broker,
            String role,
            Runnable connected,
            Consumer<String> lost,
            Supplier<CompletableFuture<Void>> again) {
        client = broker.client()
                .identifier("carillon-" + role + "-" + UUID.randomUUID())
                .addConnectedListener(context -> connected.run())
                .addDisconnectedListener(context -> {
                    if (closed) return;
                    lost.accept(String.valueOf(context.getCause().getMessage()));
                    context.getReconnector()
                            .reconnect(true)
                            .resubscribeIfSessionPresent(true)
                            .transportConfig(broker.transport())
                            .delay(RECONNECT_SECONDS, TimeUnit.SECONDS)
                            .reconnectWhen(again.get(), (ready, never) -> {});
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

    boolean isConnected() {
        return client.getState().isConnected();
    }

    boolean isClosed() {
        return closed;
    }

    /** Until the next reconnect; the broker keeps the session for that long. */
    void disconnect(long sessionSeconds) {
        CompletionStage<Void> disconnecting =
                client.disconnectWith().sessionExpiryInterval(sessionSeconds).send();
        disconnecting.exceptionally(notConnected -> null);
    }

    @Override
    public void close() {
        closed = true;
        disconnect(0);
    }
}
