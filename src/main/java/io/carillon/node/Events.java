package io.carillon.node;

import akka.actor.typed.ActorSystem;
import io.carillon.delivery.Broker;
import io.carillon.delivery.MqttEvents;
import io.carillon.delivery.WebhookEvents;
import io.carillon.device.Herald;
import io.carillon.device.RepeatedWarnings;
import io.carillon.node.settings.EventSettings;
import io.carillon.wakeup.Database;
import io.carillon.wakeup.Poller;
import io.carillon.wakeup.Teller;
import io.carillon.wakeup.Telling;
import io.carillon.wakeup.TellingReport;
import io.carillon.wakeup.Trimmer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The parts that send events, where any are configured (contract 1, <i>Events</i>). */
final class Events implements AutoCloseable {
    private final Map<String, Herald> heralds = new HashMap<>();
    private final TellingReport report = new TellingReport();
    private final Runnable stop;

    /** Starts to record events from this node's writes, and to send them. */
    Events(
            EventSettings settings,
            Broker broker,
            Database database,
            Supplier<Poller.Share> share,
            InstantSource clock,
            Workers workers,
            ActorSystem<?> system) {
        MqttEvents mqtt =
                settings.topic().map(topic -> new MqttEvents(broker, topic)).orElse(null);
        if (mqtt != null) heralds.put("mqtt", mqtt);
        settings.webhook().ifPresent(webhook -> heralds.put("webhook", new WebhookEvents(webhook, system, clock)));
        new Telling(settings.of(), heralds.keySet(), clock).begin(system);
        RepeatedWarnings warnings = new RepeatedWarnings(Teller.class, system);
        // runs whatever the settings: events recorded under earlier ones are given up as well
        workers.start(Trimmer.ofEventsToTell(database, report, warnings, share, clock), "events-trimmer");
        if (heralds.isEmpty()) {
            stop = () -> {};
            return;
        }
        Teller teller = new Teller(database, heralds, share, clock, report, warnings, system);
        stop = () -> {
            teller.close();
            if (mqtt != null) mqtt.close();
        };
    }

    TellingReport report() {
        return report;
    }

    @Override
    public void close() {
        stop.run();
    }
}
