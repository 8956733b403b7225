package io.carillon.delivery;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.carillon.delivery.MqttConnection.Traffic;
import io.carillon.delivery.MqttLink.Loss;
import io.carillon.device.Courier;
import io.carillon.device.RepeatedWarnings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContextExecutor;

/**
 * Publishes to an MQTT 5 broker, QoS 1 (contract 3). It connects and reconnects by itself; publishes wait meanwhile. A
 * publish over which the broker may close connections goes over a second connection, one at a time.
 */
public final class MqttCourier implements Courier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MqttCourier.class);

    private static final Duration FIRST_REPORT = Duration.ofSeconds(2);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);

    /** When broker or network fail, both connections are lost, within this time. */
    private static final Duration BOTH_LOST_WITHIN = Duration.ofSeconds(1);

    private final MqttSettings settings;
    private final ActorSystem<?> system;
    private final InstantSource clock;
    private final String clientId = "carillon-" + UUID.randomUUID();
    private final AtomicLong connections = new AtomicLong();
    private final RepeatedWarnings warnings;
    private final Suspects suspects = new Suspects();
    private final ExecutionContextExecutor dispatcher;
    private final MqttConnection shared;
    private final Cancellable report;
    private @Nullable MqttConnection alone;
    private volatile boolean closed;

    /** Returns at once; connects in the background. */
    public MqttCourier(MqttSettings settings, ActorSystem<?> system, InstantSource clock, RepeatedWarnings warnings) {
        this.settings = settings;
        this.system = system;
        this.clock = clock;
        this.warnings = warnings;
        dispatcher = system.dispatchers().lookup(DispatcherSelector.fromConfig(MqttConnection.DISPATCHER));
        shared = connection("", clientId, settings.window(), new Together());
        report = system.scheduler().scheduleWithFixedDelay(FIRST_REPORT, REPORT_EVERY, this::report, dispatcher);
    }

    private MqttConnection connection(String name, String id, int window, Traffic traffic) {
        return new MqttConnection(name, id, settings, window, system, clock, connections, warnings, traffic);
    }

    @Override
    public Sending publish(Message message) {
        PendingPublish pending =
                new PendingPublish(message, clock.instant().plus(settings.longestWait()), this::failed);
        if (closed) pending.fail(Trouble.NO_CONNECTION, "closed");
        else if (suspects.suspects(message.device())) publishAlone(pending);
        else shared.publish(pending);
        return pending;
    }

    private synchronized void publishAlone(PendingPublish pending) {
        Message message = pending.message();
        String verdict = suspects.verdict(message, clock.instant());
        if (verdict != null) {
            pending.giveUp(Trouble.REFUSED, verdict);
            return;
        }
        if (alone == null) alone = connection(" (one publish at a time)", clientId + "-alone", 1, new Alone());
        suspects.begun(message.device());
        alone.publish(pending);
        pending.delivery().whenComplete((ended, never) -> suspects.ended(message.device()));
    }

    /** Logs failures other than a lost connection and an expired firing, which have log lines of their own. */
    private void failed(PendingPublish pending, Failed failed) {
        switch (failed.trouble()) {
            case REFUSED -> warn(pending, "The broker refused a publish", failed.why());
            case INEXPRESSIBLE -> warn(pending, "A publish failed", failed.why());
            case QUEUE_FULL -> warn(pending, "A publish found the queue full", failed.why());
            case NO_CONNECTION, CONNECTION_LOST, GRACE_OVER, RECALLED -> {}
        }
    }

    private void warn(PendingPublish pending, String what, String why) {
        Message message = pending.message();
        warnings.warn(1, what, why, line -> line.addKeyValue(
                        "device", message.device().value())
                .addKeyValue("fire_id", message.occurrence().fireId()));
    }

    /** The publishes that share a connection. */
    private final class Together implements Traffic {
        @Override
        public boolean isDue(PendingPublish pending) {
            if (!suspects.suspects(pending.message().device())) return true;
            publishAlone(pending);
            return false;
        }

        @Override
        public void acknowledged(PendingPublish pending) {
            suspects.acknowledged(pending.message());
        }

        @Override
        public void lost(PendingPublish pending, long connection, Loss loss) {
            suspects.lost(pending.message(), connection, clock.instant());
            pending.fail(Trouble.CONNECTION_LOST, loss.why());
        }
    }

    /** The publishes that each have a connection to themselves, one after the other. */
    private final class Alone implements Traffic {
        private volatile long beside;
        private volatile long acknowledgedBeside;

        @Override
        public boolean isDue(PendingPublish pending) {
            beside = shared.number();
            acknowledgedBeside = shared.acknowledgements();
            return true;
        }

        @Override
        public void acknowledged(PendingPublish pending) {
            suspects.acknowledged(pending.message());
        }

        @Override
        public void lost(PendingPublish pending, long connection, Loss loss) {
            long other = beside;
            long before = acknowledgedBeside;
            system.scheduler()
                    .scheduleOnce(
                            BOTH_LOST_WITHIN,
                            () -> {
                                boolean stands = other != 0 && shared.number() == other;
                                boolean works = shared.acknowledgements() > before;
                                if (stands && (works || !loss.silent())) convict(pending, loss.why());
                                else pending.fail(Trouble.CONNECTION_LOST, loss.why());
                            },
                            dispatcher);
        }
    }

    private void convict(PendingPublish culprit, String why) {
        Message message = culprit.message();
        String verdict = "the broker closes the connection over it: " + why;
        suspects.convicted(message, verdict, clock.instant());
        warn(culprit, "The broker closes connections over a publish; its device's publishes go one at a time", why);
        culprit.fail(Trouble.REFUSED, verdict);
    }

    // ------------------------------------------------------------------------------------- what it tells

    public boolean connected() {
        return shared.connected();
    }

    /** Publishes in flight. */
    public int inFlight() {
        return shared.inFlight() + ofAlone(MqttConnection::inFlight);
    }

    /** Publishes that wait for a connection, or for room in the window. */
    public int waiting() {
        return shared.waiting() + ofAlone(MqttConnection::waiting);
    }

    /** The most publishes that may be in flight now. */
    public int window() {
        return shared.window();
    }

    /** Devices whose publishes go one at a time. */
    public int suspects() {
        return suspects.count();
    }

    /** Connections made since the start. */
    public long connections() {
        return connections.get();
    }

    private synchronized int ofAlone(ToIntFunction<MqttConnection> figure) {
        return alone == null ? 0 : figure.applyAsInt(alone);
    }

    private void report() {
        if (!connected()) LOG.warn("Waiting for MQTT broker {}: {}", settings.broker(), shared.trouble());
        suspects.forget(clock.instant());
        MqttConnection unused = unused();
        if (unused != null) unused.close();
    }

    /** The second connection, if it is no longer needed. */
    private synchronized @Nullable MqttConnection unused() {
        if (alone == null || suspects.count() > 0 || !alone.isIdle()) return null;
        MqttConnection unused = alone;
        alone = null;
        return unused;
    }

    /** Accepts nothing more, allows 5 s for acknowledgements, and disconnects. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) return;
            closed = true;
        }
        report.cancel();
        shared.close();
        MqttConnection second;
        synchronized (this) {
            second = alone;
        }
        if (second != null) second.close();
    }
}
