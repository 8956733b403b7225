package io.carillon.bench;

import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import io.carillon.e2e.NodeProcess;
import io.carillon.e2e.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** This service: one real node, its herds stored as its own API would have stored them. */
final class Carillon implements Contender {
    /** Enough memory for whatever comes, and else what the JVM thinks best. */
    static final String JVM = "-Xms4g -Xmx4g";

    /**
     * For 100,000 devices in memory: huge pages, fewer and longer collections, each of which has to look at what those devices
     * hold, and no work on the same references between them again and again (README, <i>Large herds</i>).
     */
    static final String JVM_FOR_HERDS = "-Xms6g -Xmx6g -XX:+UseTransparentHugePages"
            + " -XX:MaxGCPauseMillis=500 -XX:-G1UseAdaptiveConcRefinement"
            + " -XX:G1ConcRefinementGreenZone=20000 -XX:G1ConcRefinementYellowZone=30000"
            + " -XX:G1ConcRefinementRedZone=40000";

    /** A round of the poller, and the waking of so many devices. */
    static Duration ahead(int size) {
        return Duration.ofSeconds(16 + size / 4_000);
    }

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final NodeProcess node;
    private final Api api;
    private final String url;
    private int herds;

    /** Ready. */
    static Carillon ready(String name, String url, Broker broker, String jvm) {
        Carillon node = new Carillon(name, url, broker, jvm, Map.of());
        node.awaitReady();
        return node;
    }

    /** Starting. */
    Carillon(String name, String url, Broker broker, String jvm, Map<String, String> settings) {
        this.url = url;
        node = NodeProcess.named("bench/" + name)
                .jvm(jvm.split(" "))
                .set("CARILLON_DB_URL", url)
                .set("CARILLON_DB_USER", Database.USER)
                .set("CARILLON_DB_PASSWORD", Database.PASSWORD)
                .set("CARILLON_MQTT_URL", broker.url())
                .set("CARILLON_JWT_SECRET", Api.SECRET);
        settings.forEach(node::set);
        node.start();
        api = new Api(node.api());
    }

    void awaitReady() {
        node.awaitReady();
    }

    void kill() {
        node.kill();
    }

    Herd herd(int size) {
        return herd(size, "");
    }

    /** @param promise more fields of each group, as JSON */
    Herd herd(int size, String promise) {
        return herd(size, promise, "");
    }

    /** @param calendar that they follow, as JSON */
    Herd herd(int size, String promise, String calendar) {
        return new Herd("%03d".formatted(herds++), size, 1, promise, calendar);
    }

    /** Stores a herd that will be due as soon as can be; answers when. */
    Instant store(Herd herd) throws SQLException, IOException {
        return store(herd, ahead(herd.size()));
    }

    /** Stores a herd that will be due so long after now; answers when. */
    Instant store(Herd herd, Duration ahead) throws SQLException, IOException {
        Instant due = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(ahead);
        herd.store(api, url, Database.USER, due);
        return due;
    }

    Scrape metrics() {
        return node.metrics();
    }

    void restart() {
        node.terminate();
        node.awaitExit(Duration.ofSeconds(60));
        node.start().awaitReady();
    }

    /** The lines of its log with this text. */
    long lines(String text) throws IOException {
        try (Stream<String> lines = Files.lines(node.log())) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    /** Devices that have set their timer. */
    double armed() {
        return node.metrics().sum("carillon_devices_armed");
    }

    @Override
    public String name() {
        return "Carillon";
    }

    @Override
    public Round round(int size) throws Exception {
        return await(store(herd(size)), size);
    }

    Round await(Instant due, int size) throws SQLException, InterruptedException {
        Contender.sleepUntil(due);
        try (Connection connection = DriverManager.getConnection(url, Database.USER, "")) {
            while (someRowStandsAt(connection, due)) {
                if (Instant.now().isAfter(due.plus(PATIENCE))) throw new IllegalStateException("not all has fired");
                Thread.sleep(20);
            }
            double seconds = Duration.between(due, Instant.now()).toNanos() / 1e9;
            Percentiles late = Percentiles.of(acknowledged(connection, due));
            if (late.sorted().length != size)
                throw new IllegalStateException(late.sorted().length + " of " + size + " have fired");
            return new Round(late, seconds);
        }
    }

    /** Until no device is in memory. */
    void awaitRest(Duration atMost) throws InterruptedException {
        Instant end = Instant.now().plus(atMost);
        while (metrics().sum("carillon_devices_resident") > 1) {
            if (Instant.now().isAfter(end)) throw new IllegalStateException("devices stay in memory");
            Thread.sleep(1_000);
        }
    }

    /** Costs next to nothing, however many do. */
    static boolean someRowStandsAt(Connection connection, Instant due) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                """
                select 1 from generate_series(0, 63) as s (slice)
                where exists (select 1 from wakeup where wakeup.slice = s.slice and due_at = ?) limit 1""")) {
            select.setLong(1, due.toEpochMilli());
            try (ResultSet found = select.executeQuery()) {
                return found.next();
            }
        }
    }

    private static DoubleStream acknowledged(Connection connection, Instant due) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select acknowledged_at - scheduled_at from firing where scheduled_at = ?")) {
            select.setLong(1, due.toEpochMilli());
            try (ResultSet found = select.executeQuery()) {
                DoubleStream.Builder late = DoubleStream.builder();
                while (found.next()) late.add(found.getLong(1));
                return late.build();
            }
        }
    }

    String url() {
        return url;
    }

    Api api() {
        return api;
    }

    Jvm process() {
        return new Jvm(node.pid());
    }

    @Override
    public void close() {
        node.close();
    }
}
