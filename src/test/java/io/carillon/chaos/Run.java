package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.chaos.History.Fault;
import io.carillon.chaos.History.Heard;
import io.carillon.chaos.History.Line;
import io.carillon.e2e.Subscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.awaitility.core.ConditionTimeoutException;

/** One scenario under way: the cluster, who calls it, who listens, and the faults. Ends with the checker's judgement. */
final class Run implements AutoCloseable {
    static final Duration GRACE = Duration.ofMinutes(2);

    /** Two cores carry no more clusters than these at a time. */
    private static final Semaphore TOGETHER = new Semaphore(Integer.getInteger("carillon.chaos.together", 2), true);

    private final String name;
    private final WireTap tap = new WireTap();
    final HeldStatement held = new HeldStatement();
    final Cluster cluster;
    final Driver driver;
    private final Subscriber subscriber;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    /** Three nodes are ready. */
    Run(String name) {
        this.name = name;
        TOGETHER.acquireUninterruptibly();
        cluster = new Cluster(name.replaceAll("[^a-z0-9]+", "-"), GRACE, tap, held);
        subscriber = new Subscriber(cluster.broker).devices("+");
        driver = new Driver(cluster.apis());
        try {
            cluster.start();
            driver.warmUp();
        } catch (RuntimeException | Error unfit) {
            close();
            throw unfit;
        }
    }

    /** Returns in the middle of a herd due then: once that many publishes have been seen. */
    void awaitRings(Instant due, int count) {
        Moments.await(due);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> tap.count() >= count);
    }

    /** Does the fault and notes its time, until the call returns. */
    void harmless(String what, Runnable fault) {
        faults.add(Fault.harmless(what, during(fault)));
    }

    /** While it lasts, nothing can be published. */
    void stopping(String what, Runnable fault) {
        faults.add(Fault.stopping(what, during(fault)));
    }

    /** While it lasts, a node stands still. */
    void pausing(String what, Runnable fault) {
        faults.add(Fault.pausing(what, during(fault)));
    }

    private static Window during(Runnable fault) {
        Instant from = Instant.now();
        fault.run();
        return new Window(from, Instant.now());
    }

    /** Waits until the occurrences have their verdicts, judges, and puts the figures into the report. */
    void judge() {
        try {
            await().atMost(GRACE.plusSeconds(30))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(this::atRest);
        } catch (ConditionTimeoutException judgedAsItIs) {
            // the checker says what is missing
        }
        History history = history(lines(), driver.groups());
        assertThat(new Calls(history).certain()).as("called for").isNotEmpty();
        List<Finding> findings = Checker.check(history);
        Report.add(name, history, findings);
        assertThat(findings).as("%s; see target/e2e/chaos", name).isEmpty();
    }

    private boolean atRest() {
        List<Line> lines = lines();
        return new Calls(history(lines, Map.of())).certain().stream().allMatch(called -> lines.stream()
                .anyMatch(line ->
                        line.task().equals(called.task()) && line.scheduledAt().equals(called.at())));
    }

    private History history(List<Line> lines, Map<String, Integer> groups) {
        return new History(
                GRACE,
                driver.wishes(),
                tap.rings(),
                heard(),
                List.copyOf(faults),
                lines,
                rows(),
                groups,
                Instant.now());
    }

    private List<Heard> heard() {
        return subscriber.all().stream()
                .map(one -> new Heard(WireTap.deviceIn(one.topic()), one.fireId(), one.payload(), one.at()))
                .toList();
    }

    private List<Line> lines() {
        return cluster
                .query("select device_id || ' ' || task || ' ' || scheduled_at || ' ' || verdict from firing")
                .stream()
                .map(row -> row.split(" ", -1))
                .map(row -> new Line(row[0], row[1], Instant.ofEpochMilli(Long.parseLong(row[2])), row[3]))
                .toList();
    }

    private Map<String, Long> rows() {
        Map<String, Long> rows = new HashMap<>();
        for (String row : cluster.query("select device_id || ' ' || due_at from wakeup"))
            rows.put(row.split(" ", -1)[0], Long.parseLong(row.split(" ", -1)[1]));
        return rows;
    }

    @Override
    public void close() {
        driver.close();
        subscriber.close();
        cluster.close();
        TOGETHER.release();
    }
}
