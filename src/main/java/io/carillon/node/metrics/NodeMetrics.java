package io.carillon.node.metrics;

import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import io.carillon.delivery.MqttCourier;
import io.carillon.device.AnswerListener;
import io.carillon.device.Courier;
import io.carillon.device.DeviceCounts;
import io.carillon.device.FiringListener;
import io.carillon.device.Room;
import io.carillon.http.RequestListener;
import io.carillon.wakeup.BatchListener;
import io.carillon.wakeup.Database;
import io.carillon.wakeup.DatabaseClock;
import io.carillon.wakeup.PollReport;
import io.carillon.wakeup.TellingReport;
import io.carillon.wakeup.VacuumHorizon;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** The metrics of a node; hands each part the listeners that measure it. */
public final class NodeMetrics {
    private final ActorSystem<?> system;
    private final DatabaseClock clock;
    private final MeterRegistry registry;
    private final DeviceCounts counts = new DeviceCounts();
    private final PollReport polls = new PollReport();
    private final Promptness promptness;
    private final FiringMeters firings;
    private final AnswerMeters answers;

    /** @param clock the one by which firings are due */
    public NodeMetrics(ActorSystem<?> system, DatabaseClock clock, Duration grace, String version) {
        this.system = system;
        this.clock = clock;
        registry = Metrics.ID.get(system.classicSystem()).registry();
        promptness = new Promptness(registry, system, clock);
        firings = new FiringMeters(registry, grace);
        answers = new AnswerMeters(registry);
        NodeMeters meters = new NodeMeters(registry);
        meters.version(version);
        meters.clock(clock);
        meters.devices(counts);
        meters.poller(polls, clock);
        meters.cluster(Cluster.get(system));
    }

    public DeviceCounts devices() {
        return counts;
    }

    public PollReport polls() {
        return polls;
    }

    /** @param others also told of each firing, with the cause of its delay as far as this node knows it */
    public FiringListener firings(FiringListener others) {
        return new NodeDelays(polls, promptness, firings.and(answers).and(others));
    }

    public AnswerListener answers() {
        return answers;
    }

    public BatchListener batches() {
        return new BatchMeters(registry);
    }

    public RequestListener requests() {
        return new ApiMeters(registry);
    }

    public Courier timed(MqttCourier courier) {
        new NodeMeters(registry).courier(courier);
        return new TimedCourier(courier, registry);
    }

    public void observe(Room room) {
        new NodeMeters(registry).room(room);
    }

    public void observe(VacuumHorizon horizon) {
        new NodeMeters(registry).vacuum(horizon);
    }

    public void observe(TellingReport report) {
        new NodeMeters(registry).events(report);
    }

    public void observe(Database database) {
        MetricsTrackerFactory trackers = new NodeMeters(registry).pools();
        database.observe(trackers);
        JournalPool.observe(system, trackers);
    }
}
