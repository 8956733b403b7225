package io.carillon.delivery;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import io.carillon.device.Courier;
import io.reactivex.schedulers.Schedulers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContextExecutor;

/**
 * Publishes to an MQTT 5 broker, QoS 1 (contract 3). It connects by itself, again and again, and publishes only while
 * connected; without a connection, or with a full queue, a publish fails at once.
 *
 * <p>Each connection is a new client with a new session, so nothing is ever sent again behind the device's back.
 */
public final class MqttCourier implements Courier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MqttCourier.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    /** A connection that lived so long was a good one. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private static final Duration FIRST_REPORT = Duration.ofSeconds(2);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(5);
    private static final Duration DISCONNECT_WITHIN = Duration.ofSeconds(1);

    /**
     * Seconds. A broker that is silent altogether is found by the ping after at most twice this, before an
     * acknowledgement is missed: then the client closes the socket without waiting for anybody.
     */
    private static final int KEEP_ALIVE = 5;

    private final MqttSettings settings;
    private final ActorSystem<?> system;
    private final InstantSource clock;
    private final ExecutionContextExecutor dispatcher;
    private final String clientId = "carillon-" + UUID.randomUUID();
    private final Cancellable report;
    private volatile @Nullable Link link;
    private volatile String trouble = "connecting";
    private final LongAdder connections = new LongAdder();
    private int failures;
    private boolean closed;

    private record Link(Line line, Mqtt5Client client, Instant since) {}

    /** Returns at once; connecting goes on in the background. */
    public MqttCourier(MqttSettings settings, ActorSystem<?> system, InstantSource clock) {
        this.settings = settings;
        this.system = system;
        this.clock = clock;
        this.dispatcher = system.dispatchers().lookup(DispatcherSelector.fromConfig(Line.DISPATCHER));
        this.report = system.scheduler()
                .scheduleWithFixedDelay(FIRST_REPORT, REPORT_EVERY, this::reportMissingConnection, dispatcher);
        dispatcher.execute(this::connect);
    }

    @Override
    public Sending publish(Ring ring) {
        Link present = link;
        return present == null ? notConnected(ring) : present.line().publish(ring);
    }

    private static Sending notConnected(Ring ring) {
        Posting posting = new Posting(ring);
        posting.fail(Trouble.NO_CONNECTION, "no connection to the broker");
        return posting;
    }

    public boolean connected() {
        return link != null;
    }

    /** Publishes begun and not acknowledged yet. */
    public int inFlight() {
        Link present = link;
        return present == null ? 0 : present.line().inFlight();
    }

    /** Publishes that wait for room in the window. */
    public int waiting() {
        Link present = link;
        return present == null ? 0 : present.line().waiting();
    }

    /** Made since the start. */
    public long connections() {
        return connections.sum();
    }

    private synchronized void connect() {
        if (closed) return;
        CompletableFuture<Throwable> lost = new CompletableFuture<>();
        Mqtt5Client client = settings.broker()
                .client()
                .identifier(clientId)
                .executorConfig()
                .applicationScheduler(Schedulers.from(dispatcher))
                .applyExecutorConfig()
                .addDisconnectedListener(context -> lost.complete(context.getCause()))
                .build();
        Mqtt5Connect connect = Mqtt5Connect.builder()
                .cleanStart(true)
                .sessionExpiryInterval(0)
                .keepAlive(KEEP_ALIVE)
                .restrictions()
                .sendTopicAliasMaximum(0)
                .applyRestrictions()
                .build();
        CompletionStage<Mqtt5ConnAck> connecting = client.toAsync().connect(connect);
        connecting.whenComplete((accepted, refused) -> {
            if (refused == null) connected(client, accepted, lost);
            else retry(reason(refused));
        });
    }

    private synchronized void connected(Mqtt5Client client, Mqtt5ConnAck accepted, CompletionStage<Throwable> lost) {
        if (closed) {
            disconnect(client);
            return;
        }
        int receiveMaximum = accepted.getRestrictions().getReceiveMaximum();
        int room = Math.min(settings.window(), receiveMaximum);
        Line line = new Line(client.toRx(), room, settings, system, dispatcher, clock);
        Link made = new Link(line, client, clock.instant());
        link = made;
        connections.increment();
        LOG.info("Connected to MQTT broker {}, {} publishes in flight at most", settings.broker(), room);
        lost.thenAccept(cause -> {
            trouble = String.valueOf(cause.getMessage());
            unlink(made);
            line.lose(cause);
        });
        line.ended().thenAccept(why -> ended(made, why));
    }

    private synchronized void ended(Link over, String why) {
        unlink(over);
        disconnect(over.client());
        if (closed) return;
        LOG.warn("Lost MQTT broker {}: {}", settings.broker(), why);
        if (clock.instant().isAfter(over.since().plus(SETTLED))) failures = 0;
        retry(why);
    }

    private synchronized void unlink(Link over) {
        if (over.equals(link)) link = null;
    }

    private synchronized void retry(String why) {
        trouble = why;
        if (closed) return;
        long pause = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures++, 10));
        long jittered = pause - ThreadLocalRandom.current().nextLong(pause / 4);
        system.scheduler().scheduleOnce(Duration.ofMillis(jittered), this::connect, dispatcher);
    }

    private void reportMissingConnection() {
        if (link == null) LOG.warn("Waiting for MQTT broker {}: {}", settings.broker(), trouble);
    }

    /** Takes nothing more, gives what it has 5 s to be acknowledged, disconnects. */
    @Override
    public void close() {
        Link last;
        synchronized (this) {
            if (closed) return;
            closed = true;
            last = link;
        }
        report.cancel();
        if (last == null) return;
        last.line().finish();
        await(last.line().ended(), FINISH_WITHIN);
        await(disconnect(last.client()), DISCONNECT_WITHIN);
        await(last.line().ended(), DISCONNECT_WITHIN);
    }

    private static CompletionStage<?> disconnect(Mqtt5Client client) {
        return client.toAsync().disconnect().exceptionally(alreadyGone -> null);
    }

    private static void await(CompletionStage<?> end, Duration atMost) {
        try {
            end.toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException unfinished) {
            LOG.debug("Closing the MQTT connection: {}", unfinished.toString());
        }
    }

    private static String reason(Throwable refused) {
        Throwable cause = refused;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
