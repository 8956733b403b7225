package io.carillon.node.metrics;

import akka.cluster.typed.Cluster;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.carillon.delivery.MqttCourier;
import io.carillon.device.DeviceCounts;
import io.carillon.device.Room;
import io.carillon.wakeup.DatabaseClock;
import io.carillon.wakeup.PollReport;
import io.carillon.wakeup.TellingReport;
import io.carillon.wakeup.VacuumHorizon;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;

/** Meters that read a part's state when scraped. */
record NodeMeters(MeterRegistry registry) {
    void version(String version) {
        gauge("carillon.build.info", "1; the labels say what runs", Tags.of("version", version), 1, one -> one);
    }

    /** A lost broker shows as {@code carillon_mqtt_connected 0}. */
    void courier(MqttCourier courier) {
        gauge("carillon.mqtt.connected", "1 while connected to the broker", courier, one -> one.connected() ? 1 : 0);
        gauge("carillon.mqtt.in.flight", "Publishes not acknowledged yet", courier, MqttCourier::inFlight);
        gauge(
                "carillon.mqtt.waiting",
                "Publishes waiting for a connection or for room in the window",
                courier,
                MqttCourier::waiting);
        gauge("carillon.mqtt.window", "Publishes that may be in flight", courier, MqttCourier::window);
        gauge("carillon.mqtt.suspects", "Devices whose publishes go one at a time", courier, MqttCourier::suspects);
        counter("carillon.mqtt.connections", "Connections made to the broker", courier, MqttCourier::connections);
    }

    /** A lost database shows as an age that grows beyond 10 s. */
    void clock(DatabaseClock clock) {
        gauge(
                "carillon.database.told.time.ago.seconds",
                "Time since the last sample of the database's clock, taken every 10 s",
                clock,
                one -> seconds(one.sinceMeasured()));
        gauge(
                "carillon.database.read.only",
                "1 while the database is read-only: a standby, or a former primary",
                clock,
                one -> one.readOnly() ? 1 : 0);
        gauge(
                "carillon.database.clock.doubted",
                "1 while this node does not believe the database's time",
                clock,
                one -> one.doubts() ? 1 : 0);
        gauge(
                "carillon.clock.ahead.seconds",
                "How far the machine's clock is ahead of the database's",
                clock,
                one -> seconds(one.ownAhead()));
    }

    void vacuum(VacuumHorizon horizon) {
        gauge(
                "carillon.database.vacuum.held.seconds",
                "How long the same old transaction has kept PostgreSQL's vacuum from removing dead rows",
                horizon,
                one -> seconds(one.held()));
    }

    void devices(DeviceCounts counts) {
        gauge("carillon.devices.resident", "Devices in memory", counts, DeviceCounts::resident);
        gauge("carillon.devices.armed", "Devices in memory whose timer is set", counts, DeviceCounts::armed);
        counter("carillon.wakes.received", "Nudges that reached devices of this node", counts, DeviceCounts::woken);
        counter(
                "carillon.wakes.turned.away",
                "Nudges of devices for which this node had no memory left",
                counts,
                DeviceCounts::turnedAway);
        counter(
                "carillon.superseded",
                "Incarnations that ended because another had written",
                counts,
                DeviceCounts::superseded);
        gauge(
                "carillon.devices.zone.unknown",
                "Devices in memory whose zone or calendar is unknown here",
                counts,
                DeviceCounts::unknownZones);
        failures("recover", counts, DeviceCounts::failedRecoveries);
        failures("write", counts, DeviceCounts::failedWrites);
        failures("snapshot", counts, DeviceCounts::failedSnapshots);
    }

    void room(Room room) {
        gauge("carillon.devices.room.bytes", "The part of the heap that devices in memory may take", room, Room::size);
        gauge("carillon.devices.room.used.bytes", "Roughly, the heap that devices in memory take", room, Room::used);
    }

    private void failures(String operation, DeviceCounts counts, Counted<DeviceCounts> value) {
        FunctionCounter.builder("carillon.journal.failures", counts, value::of)
                .description("Failed reads and writes of the journal")
                .tag("operation", operation)
                .register(registry);
    }

    /** Before the first poll the age counts from the node's start: NaN would never exceed an alert's threshold. */
    void poller(PollReport report, DatabaseClock clock) {
        long started = System.nanoTime();
        gauge(
                "carillon.overdue.seconds",
                "How long the oldest row of this node's slices was overdue at the last poll",
                report,
                one -> seconds(one.overdue()));
        gauge(
                "carillon.polled.ago.seconds",
                "Time since the last complete poll of this node's slices, due every 10 s, or since its start",
                report,
                one -> seconds(
                        one.lastCompleted().equals(Instant.MIN)
                                ? Duration.ofNanos(System.nanoTime() - started)
                                : Duration.between(one.lastCompleted(), clock.instant())));
        counter("carillon.wakes.sent", "Nudges sent by this node's poller", report, PollReport::nudges);
        counter("carillon.poll.failures", "Polls that failed", report, PollReport::failures);
    }

    void events(TellingReport report) {
        gauge(
                "carillon.events.waiting",
                "Events of this node's share that are still to be sent",
                report,
                TellingReport::waiting);
        counter(
                "carillon.events.dropped",
                "Events given up because nobody took them within 24 h",
                report,
                TellingReport::dropped);
    }

    void cluster(Cluster cluster) {
        gauge(
                "carillon.cluster.members",
                "Members as this node sees them",
                Tags.of("state", "reachable"),
                cluster,
                one -> members(one) - unreachable(one));
        gauge(
                "carillon.cluster.members",
                "Members as this node sees them",
                Tags.of("state", "unreachable"),
                cluster,
                NodeMeters::unreachable);
    }

    private static double members(Cluster cluster) {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .count();
    }

    private static double unreachable(Cluster cluster) {
        return cluster.state().getUnreachable().size();
    }

    MetricsTrackerFactory pools() {
        return new MicrometerMetricsTrackerFactory(registry);
    }

    private interface Counted<T> {
        double of(T one);
    }

    private <T> void gauge(String name, String description, T of, Counted<T> value) {
        gauge(name, description, Tags.empty(), of, value);
    }

    private <T> void gauge(String name, String description, Tags tags, T of, Counted<T> value) {
        Gauge.builder(name, of, value::of)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private <T> void counter(String name, String description, T of, Counted<T> value) {
        FunctionCounter.builder(name, of, value::of).description(description).register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
