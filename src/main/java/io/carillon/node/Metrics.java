package io.carillon.node;

import akka.actor.AbstractExtensionId;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import io.carillon.delivery.MqttCourier;
import io.carillon.wakeup.DatabaseClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The node's meters, for Prometheus to read at {@code /metrics} of the management address. */
final class Metrics implements Extension {
    static final Id ID = new Id();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @SuppressWarnings("resource") // the binder of GC pauses lives as long as the node
    private Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    /** A lost broker shows as {@code carillon_mqtt_connected 0}, a lost database as an age that grows beyond 10 s. */
    void observe(MqttCourier courier, DatabaseClock clock) {
        Gauge.builder("carillon.mqtt.connected", courier, one -> one.connected() ? 1 : 0)
                .register(registry);
        Gauge.builder("carillon.mqtt.in.flight", courier, MqttCourier::inFlight).register(registry);
        Gauge.builder("carillon.mqtt.waiting", courier, MqttCourier::waiting).register(registry);
        Gauge.builder(
                        "carillon.database.told.time.ago.seconds",
                        clock,
                        one -> one.sinceMeasured().toMillis() / 1000.0)
                .register(registry);
        Gauge.builder(
                        "carillon.clock.ahead.seconds",
                        clock,
                        one -> one.ownAhead().toMillis() / 1000.0)
                .register(registry);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    static final class Id extends AbstractExtensionId<Metrics> {
        private Id() {}

        @Override
        public Metrics createExtension(ExtendedActorSystem system) {
            return new Metrics();
        }
    }
}
