package io.carillon.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import io.carillon.e2e.NodeProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.slf4j.LoggerFactory;

/**
 * What the service takes, measured from outside on this machine: real nodes ({@code java -jar target/carillon.jar}), a
 * PostgreSQL that syncs every commit to the disk, a mosquitto with its own defaults. One command:
 *
 * <pre>mvn -B -ntp -q -Pbench verify -DskipTests -Dbench.args="start idle post fire herd"</pre>
 *
 * Without {@code bench.args} all five are measured, which takes about 16 minutes; each needs the store of 100,000 devices,
 * which is made first. A table goes to standard output, a line as soon as it is known. What nodes, database and broker
 * print is in {@code target/e2e/bench}. Run it on a machine that does nothing else, or look at the column <i>load</i>.
 */
public final class Bench implements AutoCloseable {
    private static final Set<String> ALL = Set.of("start", "idle", "post", "fire", "herd");
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final int ROUNDS = 3;
    private static final int STORED = 100_000;
    private static final int RATE = 200;
    private static final int CALLS = 30 * RATE;
    /** From storing a herd to its minute: the default lead and one round of the poller. */
    private static final Duration AHEAD = Duration.ofSeconds(75);

    private final Table table = new Table();
    private final Database server =
            new Database("bench/pg", Map.of("fsync", "on", "synchronous_commit", "on", "max_connections", "100"));
    private final Broker broker = Broker.started("bench/broker");
    private final Herd stored = new Herd("st-", STORED);
    private int databases;
    private String url = "";
    private NodeProcess node = NodeProcess.named("bench/node");

    public static void main(String[] arguments) throws Exception {
        Set<String> wanted = arguments.length == 0 ? ALL : Set.of(arguments);
        if (!ALL.containsAll(wanted)) throw new IllegalArgumentException("expected some of " + ALL);
        ((Logger) LoggerFactory.getLogger(EmbeddedPostgres.class)).setLevel(Level.WARN);
        try (var bench = new Bench()) {
            bench.run(wanted);
        }
        System.exit(0);
    }

    private void run(Set<String> wanted) throws Exception {
        starts("start to ready, empty store", wanted.contains("start") ? ROUNDS : 1, true);
        stored.store(api(), url, Database.USER, notSoon());
        stop();
        starts("start to ready, 100,000 devices stored", wanted.contains("start") ? ROUNDS : 1, false);
        if (wanted.contains("idle")) idle();
        if (wanted.contains("post")) post();
        if (wanted.contains("fire")) fire(ROUNDS, 1_000);
        if (wanted.contains("herd")) fire(1, 20_000);
    }

    /** Leaves the last node running. */
    private void starts(String what, int rounds, boolean empty) {
        List<Double> seconds = new ArrayList<>();
        table.begin();
        for (int round = 1; round <= rounds; round++) {
            if (empty) url = server.create("bench" + ++databases);
            node = NodeProcess.named("bench/node-" + (empty ? "empty-" : "full-") + round)
                    .set("CARILLON_DB_URL", url)
                    .set("CARILLON_DB_USER", Database.USER)
                    .set("CARILLON_DB_PASSWORD", Database.PASSWORD)
                    .set("CARILLON_MQTT_URL", broker.url())
                    .set("CARILLON_JWT_SECRET", Api.SECRET)
                    .set("CARILLON_ZONE", ZONE);
            long begun = System.nanoTime();
            node.start().awaitReady();
            seconds.add((System.nanoTime() - begun) / 1e9);
            if (round < rounds) stop();
        }
        Collections.sort(seconds);
        table.figure(
                what,
                "%s s",
                seconds.stream().map(s -> String.format(Locale.ROOT, "%.1f", s)).collect(Collectors.joining(", ")));
    }

    private void idle() throws Exception {
        Jvm jvm = new Jvm(node.pid());
        Thread.sleep(20_000); // what starting leaves to do
        table.begin();
        Duration before = jvm.cpu();
        Thread.sleep(30_000);
        double percent = jvm.cpu().minus(before).toMillis() / 300.0;
        table.figure("CPU over 30 s, 100,000 devices stored, none due", "%.1f %% of one core", percent);
        table.figure("heap after GC, 100,000 devices stored, none due", "%.1f MiB", jvm.heapAfterGc());
    }

    /** New devices, then the same ones while they are in memory, then ones that are only in the store. */
    private void post() {
        Api api = api();
        LocalTime at = notSoon();
        for (int round = 0; round < ROUNDS; round++) {
            Herd fresh = new Herd("n" + round + "-", CALLS);
            int from = 1 + round * CALLS;
            table.begin();
            table.figure(
                    "PUT binding at 200/s for 30 s, devices never seen",
                    "%s",
                    api.atRate(RATE, CALLS, i -> api.bind(fresh.device(i))));
            table.begin();
            table.figure(
                    "POST at 200/s for 30 s, bound devices in memory",
                    "%s",
                    api.atRate(RATE, CALLS, i -> api.create(fresh.device(i), at)));
            table.begin();
            table.figure(
                    "POST at 200/s for 30 s, bound devices only in the store",
                    "%s",
                    api.atRate(RATE, CALLS, i -> api.create(stored.device(from + i), at)));
        }
    }

    /** Devices in the store and not in memory, all due at one minute; a minute later the next ones. */
    private void fire(int rounds, int size) throws Exception {
        String id = size > 1_000 ? "h" : "f";
        List<Herd> herds = IntStream.range(0, rounds)
                .mapToObj(round -> new Herd(id + round + "-", size))
                .toList();
        Instant first = minuteAfter(Instant.now().plus(AHEAD).plusSeconds(size / 1_000));
        for (int round = 0; round < rounds; round++)
            herds.get(round).store(api(), url, Database.USER, local(first.plusSeconds(60L * round)));
        for (int round = 0; round < rounds; round++) {
            Instant due = first.plusSeconds(60L * round);
            try (var ears = new Ears(broker, herds.get(round).prefix(), size)) {
                Thread.sleep(Math.max(0, Duration.between(Instant.now(), due).toMillis() - 2_000));
                table.begin();
                Percentiles late = Percentiles.of(StreamSupport.stream(
                                ears.await(50).spliterator(), false)
                        .mapToDouble(arrived -> Duration.between(due, arrived).toNanos() / 1e6));
                table.figure(
                        String.format(Locale.ROOT, "%,d devices due at one minute: lateness", size),
                        "%s, %.0f/s, earliest %.1f ms, repeats %d",
                        late,
                        late.sorted().length / late.worst() * 1_000,
                        late.at(0),
                        ears.repeats());
            }
        }
    }

    private Api api() {
        return new Api(node.api());
    }

    private void stop() {
        node.terminate();
        node.awaitExit(Duration.ofSeconds(30));
    }

    /** A time that comes round 22 hours from now. */
    private static LocalTime notSoon() {
        return local(Instant.now().minus(Duration.ofHours(2)));
    }

    private static LocalTime local(Instant at) {
        return LocalTime.ofInstant(at, ZONE);
    }

    private static Instant minuteAfter(Instant at) {
        return at.truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(1));
    }

    @Override
    public void close() {
        node.close();
        broker.close();
        server.close();
    }
}
