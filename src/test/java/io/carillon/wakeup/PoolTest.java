package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.carillon.PostgresServer;
import io.carillon.TcpProxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import slick.jdbc.hikaricp.HikariCPJdbcDataSource;

class PoolTest {
    private static final int CONNECTIONS = 10;
    private static final String PORT = "select inet_server_port()";

    @Test
    void afterAFailOverEveryConnectionOfEachPoolLeadsToTheNewPrimary() throws Exception {
        String name = PostgresServer.newDatabase().name();
        int next = port(url(PostgresServer.newDatabase().jdbcUrl()));
        try (EmbeddedPostgres old = EmbeddedPostgres.start()) {
            execute(old, "create database " + name);
            AtomicInteger leadsTo = new AtomicInteger(old.getPort());
            try (TcpProxy address = new TcpProxy(leadsTo::get);
                    Database database = Engine.open("jdbc:postgresql://localhost:" + address.port() + "/" + name);
                    HikariCPJdbcDataSource journal = journal(database)) {
                for (HikariDataSource pool : List.of(database.pool(), journal.ds()))
                    assertThat(servers(pool)).containsExactly(old.getPort());
                DatabaseClock clock = new DatabaseClock(Instant::now);
                clock.measure(database);

                execute(old, "alter system set default_transaction_read_only = on");
                execute(old, "select pg_reload_conf()");
                await().until(() -> {
                    assertReadOnly(database, clock);
                    return clock.readOnly();
                });

                leadsTo.set(next);
                for (HikariDataSource pool : List.of(database.pool(), journal.ds()))
                    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> servers(pool)
                            .equals(Set.of(next)));
                clock.measure(database);
                assertThat(clock.readOnly()).isFalse();
            }
        }
    }

    @Test
    void aRefusedWriteMovesThePoolWhoseConnectionsAreNeverIdle() throws Exception {
        String name = PostgresServer.newDatabase().name();
        int next = port(url(PostgresServer.newDatabase().jdbcUrl()));
        try (EmbeddedPostgres old = EmbeddedPostgres.start()) {
            execute(old, "create database " + name);
            AtomicInteger leadsTo = new AtomicInteger(old.getPort());
            try (TcpProxy address = new TcpProxy(leadsTo::get);
                    Database database = Engine.open("jdbc:postgresql://localhost:" + address.port() + "/" + name)) {
                servers(database.pool());
                execute(old, "alter system set default_transaction_read_only = on");
                leadsTo.set(next);
                execute(old, "select pg_reload_conf()");
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 100_000; i++) write(database, "old_" + i);
                        })
                        .matches(Pool::isReadOnly);
                await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> write(database, "new"));
                assertThat(DatabaseTest.text(database, PORT)).isEqualTo(Integer.toString(next));
            }
        }
    }

    @Test
    void theEmbeddedDatabaseIsOpenedAgainOnceTheDiskHasRoom() throws Exception {
        FullDisk.register();
        Path file = Path.of("target", "h2", UUID.randomUUID().toString()).toAbsolutePath();
        try (Database database = Engine.open("jdbc:h2:full:" + file);
                HikariCPJdbcDataSource journal = journal(database)) {
            database.migrate();
            List<Connections> pools = List.of(database.connections(), new Connections(journal.ds(), Dialect.H2));
            for (Connections pool : pools) renew(pool);
            for (int outage = 0; outage < 2; outage++) {
                FullDisk.FULL.set(true);
                for (Connections pool : pools)
                    assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) renew(pool);
                    });
                Instant until = Instant.now().plusSeconds(5);
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    for (Connections pool : pools) assertThatThrownBy(() -> renew(pool));
                    return Instant.now().isAfter(until);
                });
                FullDisk.FULL.set(false);
                for (Connections pool : pools)
                    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> renew(pool) > 1);
            }
        } finally {
            FullDisk.FULL.set(false);
        }
    }

    /** Answers how often it was. */
    private static long renew(Connections pool) throws SQLException {
        return pool.inTransaction(sql -> Leases.take(sql, "any", "me", Leases.lock(sql, "any")))
                .renewal();
    }

    @Test
    void idleConnectionsAreUsedBeforeAFirewallForgetsThem() {
        assertThat(Pool.config("any", "jdbc:postgresql://localhost/x", "u", "p", Dialect.POSTGRESQL, 1)
                        .getKeepaliveTime())
                .isBetween(1000L, 45_000L);
    }

    private static boolean write(Database database, String table) throws SQLException {
        return database.inTransaction(sql -> {
            sql.execute("create temporary table " + table + " (x int) on commit drop");
            return true;
        });
    }

    private static void assertReadOnly(Database database, DatabaseClock clock) {
        assertThatThrownBy(() -> clock.measure(database))
                .isInstanceOf(Database.Unavailable.class)
                .hasMessageContaining("the database is read-only");
    }

    private static HikariCPJdbcDataSource journal(Database database) {
        return (HikariCPJdbcDataSource) Pool.MODULE$.forConfig(
                database.persistenceConfig()
                        .getConfig("akka-persistence-jdbc.shared-databases.slick.db")
                        .withFallback(ConfigFactory.parseString("poolName = journal")),
                null,
                "journal",
                PoolTest.class.getClassLoader());
    }

    /** The ports that all connections of the pool, taken at one time, lead to. */
    private static Set<Integer> servers(HikariDataSource pool) throws SQLException {
        Set<Integer> ports = new TreeSet<>();
        List<Connection> taken = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) taken.add(pool.getConnection());
            for (Connection connection : taken)
                try (Statement statement = connection.createStatement();
                        ResultSet result = statement.executeQuery(PORT)) {
                    result.next();
                    ports.add(result.getInt(1));
                }
        } finally {
            for (Connection connection : taken) connection.close();
        }
        return ports;
    }

    private static String url(String jdbc) {
        return jdbc.substring("jdbc:".length());
    }

    private static int port(String url) {
        return java.net.URI.create(url).getPort();
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute(sql);
        }
    }
}
