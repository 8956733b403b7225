package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.chaos.History.Fault;
import io.carillon.chaos.History.Heard;
import io.carillon.chaos.History.Line;
import io.carillon.e2e.Subscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** One scenario under way: the cluster, who calls it, who listens, and the faults. Ends with the checker's judgement. */
final class Run implements AutoCloseable {

    /** Two cores carry no more clusters than these at a time. */
    private static final Semaphore TOGETHER = new Semaphore(Integer.getInteger("carillon.chaos.together", 2), true);

    /** By then a node is dead, a way cut. */
    private static final Executor INTO_THE_FAULT = CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS);

    private final String name;
    private final long seed;
    private final Setup setup;
    final Chance chance;
    private final WireTap tap = new WireTap();
    final HeldStatement held = new HeldStatement();
    final Cluster cluster;
    final Driver driver;
    private final Subscriber subscriber;
    private final Devices devices;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<Driver.Made> toRun = new ArrayList<>();

    /** Its nodes are ready. */
    Run(String name, long seed, Setup setup) {
        this.name = name;
        this.seed = seed;
        this.setup = setup;
        chance = new Chance(name, seed);
        TOGETHER.acquireUninterruptibly();
        cluster = new Cluster(directory(name, seed), setup, tap, held);
        subscriber = new Subscriber(cluster.broker).devices("+");
        devices = new Devices(cluster.broker);
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
    void awaitPublishes(Instant due, int count) {
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

    private Window during(Runnable fault) {
        Instant from = Instant.now();
        CompletableFuture<Void> running = CompletableFuture.runAsync(this::runByHand, INTO_THE_FAULT);
        fault.run();
        Instant to = Instant.now();
        running.join();
        return new Window(from, to);
    }

    /** Of the herd, those that are meant for it. */
    void runByHand() {
        driver.run(toRun);
        toRun.clear();
    }

    /** Below {@code target/e2e/chaos}. */
    static String directory(String name, long seed) {
        return name.replaceAll("[^a-z0-9]+", "-") + "-" + seed;
    }

    /**
     * A herd due then; some devices have two tasks due at its first minute. The last of its groups leave that minute out,
     * those before them are run by hand in the middle of each fault; the first plan a run and call it off.
     */
    List<Driver.Made> herd(int size, Instant due, Instant... later) {
        int doubles = chance.between(0, size / 4);
        List<Instant> dues = Stream.concat(Stream.of(due), Stream.of(later)).toList();
        List<Instant> twice = Stream.concat(Stream.of(due), dues.stream()).toList();
        List<Driver.Made> herd = new ArrayList<>(driver.create(size - doubles, dues));
        herd.addAll(driver.create(doubles, twice));
        int few = Math.max(1, size / 20);
        driver.skip(herd.subList(size - few, size));
        driver.planAndCallOff(herd.subList(0, few));
        toRun.addAll(herd.subList(size - 2 * few, size - few));
        return herd;
    }

    /** All nodes are one cluster again; waits until the occurrences have their verdicts; no rule may be broken. */
    void judge() {
        cluster.awaitWhole();
        assertThat(findings()).as("%s %s; see target/e2e/chaos", name, seed).isEmpty();
    }

    /** What the checker finds once the occurrences have their verdicts; the figures go into the report. */
    List<Finding> findings() {
        try {
            await().atMost(setup.grace().plusSeconds(30))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(this::atRest);
        } catch (ConditionTimeoutException judgedAsItIs) {
            // the checker says what is missing
        }
        History history = history(lines(), driver.groups());
        assertThat(new Calls(history).certain()).as("called for").isNotEmpty();
        List<Finding> findings = Checker.check(history);
        Report.add(Row.of(name, seed, history, findings), findings, directory(name, seed));
        return findings;
    }

    private boolean atRest() {
        List<Line> lines = lines();
        Calls calls = new Calls(history(lines, Map.of()));
        return lines.stream()
                        .map(Line::occurrence)
                        .collect(Collectors.toSet())
                        .containsAll(Stream.concat(calls.certain().stream(), calls.surelySkipped().stream())
                                .toList())
                && calls.surelyRun().allMatch(task -> lines.stream().anyMatch(line -> line.isRunOf(task)));
    }

    private History history(List<Line> lines, Map<String, Integer> groups) {
        return new History(
                setup.grace(),
                driver.wishes(),
                driver.byHand(),
                publishes(),
                heard(),
                devices.answers(),
                List.copyOf(faults),
                lines,
                rows(),
                groups,
                Instant.now());
    }

    /** Of the devices that are judged. */
    List<Published> publishes() {
        return tap.publishes().stream()
                .filter(publish -> !publish.device().equals(Driver.POISON))
                .toList();
    }

    private List<Heard> heard() {
        return subscriber.all().stream()
                .map(one -> new Heard(WireTap.deviceIn(one.topic()), one.fireId(), one.payload(), one.at()))
                .toList();
    }

    private List<Line> lines() {
        return cluster
                .query(
                        "select concat_ws(' ', device_id, fire_id, task, scheduled_at, verdict) from firing where device_id <> '%s' and verdict <> 'WAITING'"
                                .formatted(Driver.POISON))
                .stream()
                .map(row -> row.split(" ", -1))
                .map(row -> new Line(row[0], row[1], row[2], Instant.ofEpochMilli(Long.parseLong(row[3])), row[4]))
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
        devices.close();
        cluster.close();
        TOGETHER.release();
    }
}
