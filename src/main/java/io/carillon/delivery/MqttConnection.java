package io.carillon.delivery;

import akka.Done;
import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.stream.ActorAttributes;
import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.carillon.delivery.MqttLink.Loss;
import io.carillon.device.Courier.Trouble;
import io.carillon.device.RepeatedWarnings;
import io.carillon.device.RootCause;
import io.carillon.schedule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContextExecutor;

/**
 * A connection to the broker that is re-established whenever it is lost, and the stream of publishes on it, in the
 * order of the calls. Publishes wait while there is no connection; those in flight when one is lost fail.
 */
final class MqttConnection {
    static final String DISPATCHER = "carillon.mqtt-dispatcher";

    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

    private static final CompletionStage<Done> DONE = CompletableFuture.completedFuture(Done.getInstance());

    private static final int TICKS = 10;
    /** In multiples of the patience: an acknowledgement that later ones have overtaken for this long never comes. */
    private static final int OVERTAKEN = 3;

    /** A connection that lasted this long worked. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    /** A tick this much later than its interval shows that the process stood still. */
    private static final Duration STOOD_STILL = Duration.ofSeconds(5);

    /** The most time between a publish's failure and the reason for the loss of its connection. */
    private static final Duration REASON_WITHIN = Duration.ofSeconds(1);

    private static final Duration FINISH_WITHIN = Duration.ofSeconds(5);
    private static final Duration DISCONNECT_WITHIN = Duration.ofSeconds(1);

    private final String name;
    private final MqttSettings settings;
    private final InstantSource clock;
    private final Traffic traffic;
    private final RepeatedWarnings warnings;
    private final Duration interval;
    private final Outbox outbox;
    private final Connector connector;
    private final UniqueKillSwitch stream;
    private final Cancellable ticking;
    private volatile @Nullable MqttLink link;
    private volatile long tick;
    private volatile Instant lookedAt;
    private long acknowledgedBefore;
    private long acknowledgedAtFirst;
    private int silence;

    /** Decides what goes over this connection and is told the outcome. Called on the connection's threads. */
    interface Traffic {
        /** The publish's turn has come; false where it is not to be sent on this connection. */
        boolean isDue(PendingPublish pending);

        void acknowledged(PendingPublish pending);

        /** The publish was in flight on a connection that is lost; the traffic ends it. */
        void lost(PendingPublish pending, long connection, Loss loss);
    }

    /**
     * Connects in the background.
     *
     * @param name in the log
     * @param window the most publishes in flight
     * @param connections counts all connections
     */
    MqttConnection(
            String name,
            String clientId,
            MqttSettings settings,
            int window,
            ActorSystem<?> system,
            InstantSource clock,
            AtomicLong connections,
            RepeatedWarnings warnings,
            Traffic traffic) {
        this.name = name;
        this.settings = settings;
        this.clock = clock;
        this.traffic = traffic;
        this.warnings = warnings;
        interval = settings.patience().dividedBy(TICKS);
        lookedAt = clock.instant();
        outbox = new Outbox(settings.queue(), new Window(window));
        ExecutionContextExecutor dispatcher = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
        connector = new Connector(
                settings.broker(),
                clientId,
                connections,
                clock,
                dispatcher,
                (delay, work) -> system.scheduler().scheduleOnce(delay, work, dispatcher),
                this::connected);
        stream = Source.repeat(outbox)
                .viaMat(KillSwitches.single(), Keep.right())
                .mapAsync(1, Outbox::next)
                .mapAsyncUnordered(window, this::send)
                .to(Sink.ignore())
                .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
                .run(system);
        ticking = system.scheduler().scheduleWithFixedDelay(interval, interval, this::tick, dispatcher);
        dispatcher.execute(connector::connect);
    }

    void publish(PendingPublish pending) {
        if (!outbox.offer(pending)) pending.fail(Trouble.QUEUE_FULL, "busy");
    }

    boolean connected() {
        return link != null;
    }

    /** The present connection's number; 0 while there is none. */
    long number() {
        MqttLink present = link;
        return present == null ? 0 : present.number();
    }

    /** Why there is no connection. */
    String trouble() {
        return connector.trouble();
    }

    int inFlight() {
        return outbox.inFlight();
    }

    int waiting() {
        return outbox.waiting();
    }

    int window() {
        return outbox.window();
    }

    long acknowledgements() {
        return outbox.acknowledgements();
    }

    private synchronized void connected(MqttLink made) {
        link = made;
        silence = 0;
        acknowledgedAtFirst = outbox.acknowledgements();
        outbox.open(made.restrictions().getReceiveMaximum());
        LOG.info("Connected to MQTT broker {}{}, at most {} publishes in flight", settings.broker(), name, window());
        made.lost().thenAccept(loss -> lost(made, loss));
    }

    private synchronized void lost(MqttLink over, Loss loss) {
        outbox.shut();
        link = null;
        over.close(loss);
        if (silence > TICKS / 2) outbox.timedOut();
        boolean acknowledged = outbox.acknowledgements() > acknowledgedAtFirst;
        if (connector.isClosed()) return;
        if (acknowledged || clock.instant().isAfter(over.since().plus(SETTLED))) connector.worked();
        warnings.warn(1, "Lost MQTT broker " + settings.broker() + name, loss.why());
        connector.again(loss.why());
    }

    // ------------------------------------------------------------------------------------- sending

    /** Never fails, which would end the stream. */
    private CompletionStage<Done> send(PendingPublish pending) {
        MqttLink over = link;
        if (over == null) {
            outbox.putBack(pending);
            return DONE;
        }
        Mqtt5Publish publish = begun(pending, over.restrictions().getMaximumPacketSize());
        if (publish == null) {
            outbox.ended(pending);
            return DONE;
        }
        outbox.sent(pending);
        CompletionStage<Mqtt5PublishResult> result = over.client().publish(publish);
        return result.handle((acknowledged, failure) -> {
            if (failure == null) acknowledged(pending, acknowledged);
            else failed(pending, over, failure);
            return Done.getInstance();
        });
    }

    /** Null where nothing is to be sent. */
    private @Nullable Mqtt5Publish begun(PendingPublish pending, int maximumPacketSize) {
        Instant now = clock.instant();
        if (hasStoodStill(now)) leaveToTheDevice(pending);
        else if (pending.isTooLate(now)) pending.giveUp(Trouble.GRACE_OVER, "its grace is over");
        else if (traffic.isDue(pending) && pending.claim())
            try {
                Mqtt5Publish publish = CommandPublish.of(pending.message(), settings, now, maximumPacketSize);
                pending.sent(now, tick);
                return publish;
            } catch (RuntimeException inexpressible) {
                pending.fail(Trouble.INEXPRESSIBLE, "cannot be published: " + inexpressible.getMessage());
            }
        return null;
    }

    private void acknowledged(PendingPublish pending, Mqtt5PublishResult result) {
        outbox.acknowledged(pending);
        traffic.acknowledged(pending);
        boolean unheard = result instanceof Mqtt5Qos1Result acknowledged
                && acknowledged.getPubAck().getReasonCode() == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
        pending.acknowledge(unheard ? Verdict.NO_SUBSCRIBER : Verdict.DELIVERED, clock.instant());
    }

    private void failed(PendingPublish pending, MqttLink over, Throwable failure) {
        Throwable cause = RootCause.unwrapped(failure);
        if (cause instanceof Mqtt5PubAckException refused) {
            outbox.acknowledged(pending);
            traffic.acknowledged(pending);
            pending.fail(Trouble.REFUSED, BrokerReason.of(refused.getMqttMessage()));
            return;
        }
        outbox.ended(pending);
        over.lost()
                .copy()
                .completeOnTimeout(
                        new Loss(BrokerReason.of(failure), false), REASON_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(loss -> traffic.lost(pending, over.number(), loss));
    }

    // ------------------------------------------------------------------------------------- watching

    /**
     * Patience is counted in ticks, not read from a clock: while the process stands still, none passes for the broker.
     */
    private synchronized void tick() {
        tick++;
        Instant now = clock.instant();
        boolean stoodStill = hasStoodStill(now);
        lookedAt = now;
        if (stoodStill) outbox.waiting(all -> true).forEach(MqttConnection::leaveToTheDevice);
        else
            outbox.waiting(pending -> pending.isTooLate(now) || !connected() && pending.hasWaited(now))
                    .forEach(this::giveUp);
        boolean silent = outbox.inFlight() > 0 && outbox.acknowledgements() == acknowledgedBefore;
        acknowledgedBefore = outbox.acknowledgements();
        silence = silent ? silence + 1 : 0;
        MqttLink present = link;
        if (present == null) return;
        if (silence > TICKS)
            present.close(
                    new Loss("no acknowledgement within " + settings.patience().toMillis() + " ms", true));
        else if (outbox.isOneOvertaken(tick - OVERTAKEN * TICKS))
            present.close(new Loss("an acknowledgement is missing", true));
    }

    private void giveUp(PendingPublish overdue) {
        if (connected()) overdue.giveUp(Trouble.GRACE_OVER, "its grace is over");
        else overdue.giveUp(Trouble.NO_CONNECTION, "no connection to the broker: " + connector.trouble());
    }

    /**
     * The device fails the publish itself: another node may have taken the device over meanwhile, so it looks before it
     * publishes again.
     */
    private static void leaveToTheDevice(PendingPublish pending) {
        pending.giveUp(Trouble.RECALLED, "this node stood still");
    }

    private boolean hasStoodStill(Instant now) {
        return now.isAfter(lookedAt.plus(interval).plus(STOOD_STILL));
    }

    // ------------------------------------------------------------------------------------- the end

    boolean isIdle() {
        return inFlight() + waiting() == 0;
    }

    /** Sends what waits, allows 5 s for acknowledgements, and disconnects. Blocks while there is a connection. */
    void close() {
        connector.close();
        if (connected()) await(outbox.emptied(), FINISH_WITHIN);
        MqttLink last;
        synchronized (this) {
            last = link;
        }
        if (last != null) await(last.close(new Loss("closed", false)), DISCONNECT_WITHIN);
        ticking.cancel();
        stream.shutdown();
        outbox.waiting(all -> true).forEach(left -> left.giveUp(Trouble.NO_CONNECTION, "closed"));
        outbox.handedOut().forEach(left -> left.fail(Trouble.CONNECTION_LOST, "closed"));
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
}
