package io.carillon.chaos;

import static org.awaitility.Awaitility.await;

import io.carillon.FreePort;
import io.carillon.TcpProxy;
import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import io.carillon.e2e.NodeProcess;
import io.carillon.e2e.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Some nodes, mostly three (0, 1, 2), one PostgreSQL, one broker, and a proxy on every way between them: from each node to the
 * database, to the broker and to each other node. A node knows the others by host names, and each has its own file of
 * hosts, in which the names of the others lead to the proxies.
 */
final class Cluster implements AutoCloseable {
    static final int NODES = 3;
    /** mosquitto answers a larger one with a PUBACK over which the client closes the connection. */
    static final int LARGEST_PAYLOAD = 1_000;
    /** Two cores start no more JVMs at a time. */
    private static final Semaphore STARTS = new Semaphore(3, true);

    /** A clock_timestamp() that is found before the server's own. */
    private static final List<String> MOVABLE_CLOCK = List.of(
            "create schema clock",
            "create table clock.ahead (amount interval not null)",
            "insert into clock.ahead values ('0')",
            "create function clock.clock_timestamp() returns timestamptz language sql"
                    + " as 'select pg_catalog.clock_timestamp() + amount from clock.ahead'",
            "alter database chaos set search_path = public, clock, pg_catalog");

    final Database database;
    final Broker broker;
    private final int size;
    private final String databaseName;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<TcpProxy> toDatabase = new ArrayList<>();
    private final List<TcpProxy> toBroker = new ArrayList<>();
    private final Map<Way, TcpProxy> ways = new TreeMap<>();
    private final List<Integer> ports =
            IntStream.range(0, NODES).mapToObj(node -> FreePort.find()).toList();

    /** From one node to another. */
    record Way(int from, int to) implements Comparable<Way> {
        @Override
        public int compareTo(Way other) {
            return from != other.from ? Integer.compare(from, other.from) : Integer.compare(to, other.to);
        }
    }

    /** Database and broker run; no node does yet. */
    Cluster(String name, Setup setup, TcpProxy.Tap mqtt, TcpProxy.Tap sql) {
        size = setup.nodes();
        database = new Database("chaos/" + name + "/pg");
        broker = Broker.started("chaos/" + name + "/broker", "message_size_limit " + LARGEST_PAYLOAD);
        databaseName = "chaos";
        URI url = URI.create(database.create(databaseName).substring("jdbc:".length()));
        for (String statement : MOVABLE_CLOCK) database.execute(databaseName, statement);
        if (setup.tables() != null) {
            database.execute("postgres", "create tablespace elsewhere location '" + setup.tables() + "'");
            database.execute("postgres", "alter database " + databaseName + " set default_tablespace = elsewhere");
        }
        for (int from = 0; from < size; from++)
            for (int to = 0; to < size; to++) if (from != to) ways.put(new Way(from, to), way(from, to));
        for (int node = 0; node < size; node++) {
            toDatabase.add(new TcpProxy(loopback(0), () -> loopback(url.getPort()), sql));
            toBroker.add(new TcpProxy(loopback(0), () -> loopback(broker.port()), mqtt));
            nodes.add(node(name, node, setup));
        }
    }

    private TcpProxy way(int from, int to) {
        return new TcpProxy(
                new InetSocketAddress(address("127.0.1" + from + "." + (to + 1)), ports.get(to)),
                () -> new InetSocketAddress(address(own(to)), ports.get(to)),
                (connection, direction, bytes) -> {});
    }

    private NodeProcess node(String name, int node, Setup setup) {
        var process = NodeProcess.named("chaos/" + name + "/node-" + node).jar(setup.jar());
        if (!setup.heap().isEmpty()) process.jvm("-Xmx" + setup.heap(), "-XX:+ExitOnOutOfMemoryError");
        setup.environment(node).forEach(process::set);
        return process.set("CARILLON_NODE_HOST", host(node))
                .set("CARILLON_NODE_PORT", ports.get(node))
                .set(
                        "CARILLON_SEED_NODES",
                        IntStream.range(0, size)
                                .mapToObj(seed -> host(seed) + ":" + ports.get(seed))
                                .collect(Collectors.joining(",")))
                .set(
                        "CARILLON_DB_URL",
                        "jdbc:postgresql://127.0.0.1:" + toDatabase.get(node).port() + "/" + databaseName)
                .set("CARILLON_DB_USER", Database.USER)
                .set("CARILLON_DB_PASSWORD", Database.PASSWORD)
                .set(
                        "CARILLON_MQTT_URL",
                        "mqtt://127.0.0.1:" + toBroker.get(node).port())
                .set("CARILLON_JWT_SECRET", Service.SECRET)
                .set("CARILLON_GRACE", setup.grace().toSeconds() + "s")
                .set("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts(process.directory(), node));
    }

    /** What the node believes: its own name is its own, the others' lead to the proxies. */
    private Path hosts(Path directory, int node) {
        String lines = IntStream.range(0, size)
                .mapToObj(to -> (to == node ? own(to) : "127.0.1" + node + "." + (to + 1)) + " " + host(to) + "\n")
                .collect(Collectors.joining("", "127.0.0.1 localhost\n", ""));
        try {
            return Files.writeString(directory.resolve("hosts"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String host(int node) {
        return "node-" + node + ".test";
    }

    private static String own(int node) {
        return "127.0.1." + (node + 1);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException never) {
            throw new IllegalArgumentException(never);
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Starts all of them; the first, a seed that founds the cluster, is the oldest. */
    Cluster start() {
        STARTS.acquireUninterruptibly(NODES);
        try {
            nodes.forEach(NodeProcess::start);
            nodes.forEach(NodeProcess::awaitReady);
        } finally {
            STARTS.release(NODES);
        }
        return this;
    }

    NodeProcess node(int node) {
        return nodes.get(node);
    }

    List<URI> apis() {
        return nodes.stream().map(NodeProcess::api).toList();
    }

    /** Starts the node again, as a supervisor does; it must have ended. Returns when it is ready. */
    void revive(int node) {
        nodes.get(node).start().awaitReady();
    }

    /** Returns once each node sees all of them, and no others. Those that have ended are started, as a supervisor does. */
    void awaitWhole() {
        Set<String> all = nodes.stream().map(NodeProcess::address).collect(Collectors.toSet());
        await("all nodes are in one cluster")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    nodes.stream().filter(node -> !node.running()).forEach(NodeProcess::start);
                    return nodes.stream()
                            .allMatch(node -> node.members().keySet().equals(all));
                });
    }

    TcpProxy toDatabase(int node) {
        return toDatabase.get(node);
    }

    TcpProxy toBroker(int node) {
        return toBroker.get(node);
    }

    TcpProxy way(Way way) {
        TcpProxy proxy = ways.get(way);
        if (proxy == null) throw new IllegalArgumentException(way.toString());
        return proxy;
    }

    /** The database tells a time so far ahead of its machine's. */
    void moveClock(Duration ahead) {
        database.execute(databaseName, "update clock.ahead set amount = '" + ahead.toSeconds() + " s'");
    }

    /** As an old primary is after a fail-over, or the server after its promotion. */
    void takeWrites(boolean writes) {
        database.execute("postgres", "alter system set default_transaction_read_only = " + !writes);
        database.query("postgres", "select pg_reload_conf()");
    }

    List<String> query(String sql) {
        return database.query(databaseName, sql);
    }

    @Override
    public void close() {
        nodes.forEach(NodeProcess::close);
        for (List<TcpProxy> proxies : List.of(toDatabase, toBroker, List.copyOf(ways.values())))
            proxies.forEach(Cluster::closeQuietly);
        broker.close();
        database.close();
    }

    private static void closeQuietly(TcpProxy proxy) {
        try {
            proxy.close();
        } catch (IOException gone) {
            // that was the wish
        }
    }
}
