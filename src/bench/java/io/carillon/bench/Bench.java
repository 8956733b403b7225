package io.carillon.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/**
 * This service beside what a team would pick instead, and beside the bare limits, measured from outside on this machine: a
 * real node ({@code java -jar target/carillon.jar}), a PostgreSQL 15 that syncs every commit to the disk, a mosquitto; all
 * contenders on the same two. One command:
 *
 * <pre>mvn -B -ntp -q -Pbench verify -DskipTests</pre>
 *
 * takes three minutes and prints the ratios; with {@code -Dbench.args=full} it measures everything, which takes an hour
 * or more; with {@code -Dbench.args="small stored"} those parts. The report and the plot are in {@code target/bench}, what
 * nodes, database and broker print in {@code target/e2e/bench}. Run it on a machine that does nothing else.
 */
public final class Bench implements AutoCloseable {
    private static final List<String> FULL = List.of(
            "tune",
            "herds",
            "cold",
            "small",
            "creations",
            "steps",
            "times",
            "stored",
            "growth",
            "small-pod",
            "killed",
            "answers",
            "offline",
            "followers");
    private static final int ROUNDS = 3;
    private static final int HERD = 20_000;
    private static final int LARGE_HERD = 100_000;
    /** Rounds that do not count: the compilers of two cores need so long. */
    private static final int WARM_UPS = 10;
    /** What the slowest does in its rounds that do not count. */
    private static final int SMALL_HERD = 400;

    /** The same for every contender; sizes as anybody sets them who expects such herds. */
    private static final Map<String, String> POSTGRES = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "max_connections", "200",
            "shared_buffers", "512MB",
            "max_wal_size", "4GB");

    private final Database server = new Database("bench/pg", POSTGRES);
    private final Broker broker = Broker.mosquitto("bench/broker", "max_inflight_messages 1000");
    private final Report report = new Report(Path.of("target", "bench"));
    private Contest.Making rival;
    private Contest.Making quartz;
    private int databases;

    private Bench() {
        rival = rival(50, 4);
        quartz = quartz(25);
    }

    public static void main(String[] arguments) throws Exception {
        List<String> parts = List.of(arguments);
        if (parts.equals(List.of("full"))) parts = FULL;
        if (!FULL.containsAll(parts)) throw new IllegalArgumentException("expected full, or some of " + FULL);
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        int exit = 1;
        try (var bench = new Bench()) {
            bench.run(parts);
            exit = 0;
        } catch (Exception failed) {
            failed.printStackTrace();
        }
        System.exit(exit); // whatever threads the contenders leave
    }

    private void run(List<String> parts) throws Exception {
        report.line(
                "%s; PostgreSQL's settings %s; nodes' JVM %s; where herds are large %s",
                Machine.described(server), new TreeMap<>(POSTGRES), Carillon.JVM, Carillon.JVM_FOR_HERDS);
        if (parts.isEmpty()) quick();
        for (String part : parts)
            switch (part) {
                case "tune" -> tune();
                case "herds" -> herds();
                case "cold" -> new Cold(database(), broker, report).run(WARM_UPS / 2, HERD, LARGE_HERD);
                case "small" -> new Small(server, database(), broker, report).run(WARM_UPS, HERD, ROUNDS);
                case "creations" -> new Creations(database(), database(), broker, report).run(WARM_UPS, ROUNDS);
                case "steps" -> new Steps(report).run(WARM_UPS);
                case "times" -> new Times(report).run(WARM_UPS / 3);
                case "stored" -> new Stored(server, database(), broker, report).run();
                case "growth" -> new Growth(server, database(), report).run();
                case "answers" -> new Answers(this::database, broker, report).run(3, HERD, ROUNDS);
                case "offline" -> new Offline(this::database, broker, report).run();
                case "followers" -> new Followers(database(), broker, report).run();
                case "small-pod" -> new SmallPod(this::database, broker, report).run();
                default -> new Killed(database(), broker, report, Carillon.JVM, HERD, Carillon.ahead(HERD)).run();
            }
    }

    private String database() {
        return server.create("bench" + ++databases);
    }

    /** Finds the peers' best settings on this machine. */
    private void tune() throws Exception {
        List<Contest.Making> rivals = new ArrayList<>();
        for (int threads : List.of(10, 20, 50, 100))
            for (double upper : List.of(1.0, 4.0)) rivals.add(rival(threads, upper));
        rival = Contest.best(4_000, rivals);
        quartz = Contest.best(800, List.of(quartz(10), quartz(25), quartz(50)));
    }

    /** After one round that does not count: a first look, of a service that has just been started. */
    private void quick() throws Exception {
        try (Contender ours = Carillon.ready("node", database(), broker, Carillon.JVM_FOR_HERDS);
                Contender theirs = rival.make();
                Contender limit = publisher()) {
            List<Contender> contenders = List.of(ours, theirs, limit);
            new Contest(server, HERD).round(contenders);
            herd(HERD, contenders);
        }
    }

    private void herds() throws Exception {
        try (Contender ours = Carillon.ready("node", database(), broker, Carillon.JVM_FOR_HERDS);
                Contender theirs = rival.make();
                Contender slowest = quartz.make();
                Contender publisher = publisher();
                Contender rows = rows()) {
            List<Contender> fast = List.of(ours, theirs, publisher, rows);
            for (int round = 0; round < WARM_UPS; round++) {
                new Contest(server, HERD).round(fast);
                new Contest(server, SMALL_HERD).round(List.of(slowest));
            }
            herd(HERD, List.of(ours, theirs, slowest, publisher, rows));
            new Contest(server, LARGE_HERD).round(fast); // nor does this one
            herd(LARGE_HERD, fast);
        }
    }

    /** @param contenders ours first */
    private void herd(int size, List<Contender> contenders) throws Exception {
        Contest contest = new Contest(server, size);
        for (int round = 0; round < ROUNDS; round++) contest.round(contenders);
        contest.report(report, contenders.get(0));
        Plot plot = new Plot("A herd of %,d due at one instant: lateness".formatted(size), size);
        for (Contender contender : contenders)
            if (!(contender instanceof BareRows))
                plot.line(
                        contender.name().split(",")[0],
                        contest.median(contender).late());
        report.keep("lateness-%d.svg".formatted(size), plot.svg());
    }

    /** Lock-and-fetch fetches again when half of its threads' work is left. */
    private Contest.Making rival(int threads, double upper) {
        return () -> new DbScheduler(database(), broker, threads, 0.5, upper);
    }

    private Contest.Making quartz(int threads) {
        return () -> new Quartz(database(), broker, threads);
    }

    private Contender publisher() {
        return new BarePublisher(broker);
    }

    private Contender rows() throws Exception {
        return new BareRows(database());
    }

    @Override
    public void close() {
        broker.close();
        server.close();
    }
}
