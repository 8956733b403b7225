package io.carillon.delivery;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import io.carillon.delivery.MqttLink.Loss;
import io.carillon.schedule.Backoff;
import io.reactivex.schedulers.Schedulers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Connects, and reconnects. Each connection is a new client with a new session, so that nothing is ever retransmitted
 * without the device's knowledge.
 */
final class Connector {
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(3));

    /**
     * Seconds. The ping detects a silent broker after at most twice this, before an acknowledgement is missed; the
     * client then closes the socket without waiting.
     */
    static final int KEEP_ALIVE = 5;

    private static final Mqtt5Connect CONNECT = Mqtt5Connect.builder()
            .cleanStart(true)
            .sessionExpiryInterval(0)
            .keepAlive(KEEP_ALIVE)
            .restrictions()
            .sendTopicAliasMaximum(0)
            .applyRestrictions()
            .build();

    private final Broker broker;
    private final String clientId;
    private final AtomicLong connections;
    private final InstantSource clock;
    private final Executor dispatcher;
    private final BiConsumer<Duration, Runnable> timer;
    private final Consumer<MqttLink> connected;
    private volatile String trouble = "connecting";
    private volatile boolean closed;
    private int failures;

    /**
     * @param connections counts all connections, other connectors' included
     * @param timer runs a task after a delay
     */
    Connector(
            Broker broker,
            String clientId,
            AtomicLong connections,
            InstantSource clock,
            Executor dispatcher,
            BiConsumer<Duration, Runnable> timer,
            Consumer<MqttLink> connected) {
        this.broker = broker;
        this.clientId = clientId;
        this.connections = connections;
        this.clock = clock;
        this.dispatcher = dispatcher;
        this.timer = timer;
        this.connected = connected;
    }

    /** Why there is no connection. */
    String trouble() {
        return trouble;
    }

    void connect() {
        if (closed) return;
        CompletableFuture<Loss> lost = new CompletableFuture<>();
        Mqtt5AsyncClient client = broker.client()
                .identifier(clientId)
                .executorConfig()
                .applicationScheduler(Schedulers.from(dispatcher))
                .applyExecutorConfig()
                .addDisconnectedListener(context -> lost.complete(new Loss(BrokerReason.of(context.getCause()), false)))
                .buildAsync();
        CompletionStage<Mqtt5ConnAck> connecting = client.connect(CONNECT);
        connecting.whenComplete((accepted, refused) -> {
            if (refused == null) connected(client, accepted, lost);
            else again(BrokerReason.of(refused));
        });
    }

    private void connected(Mqtt5AsyncClient client, Mqtt5ConnAck accepted, CompletableFuture<Loss> lost) {
        long number = connections.incrementAndGet();
        MqttLink link = new MqttLink(number, client, accepted.getRestrictions(), clock.instant(), lost);
        if (closed) link.close(new Loss("closed", false));
        else connected.accept(link);
    }

    /** The last connection worked: the next pause is short again. */
    synchronized void worked() {
        failures = 0;
    }

    synchronized void again(String why) {
        trouble = why;
        if (closed) return;
        failures++;
        double chance = ThreadLocalRandom.current().nextDouble();
        timer.accept(PAUSES.after(failures, 4, chance), this::connect);
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }
}
