package io.carillon.wakeup;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import io.carillon.device.RootCause;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * The database that holds journal, wake-ups and firings: PostgreSQL (14 or newer) or an embedded H2 (2.4, native mode).
 * It can be opened while the database is away; each use then fails within about 10 s.
 */
public final class Database implements AutoCloseable {
    static final int CONNECTIONS = 10;
    static final int JOURNAL_CONNECTIONS = 12;
    /** The most that a running node holds; its migration at the start takes two more. */
    public static final int CONNECTIONS_A_NODE = CONNECTIONS + JOURNAL_CONNECTIONS;

    private static final int TRIES = 3;

    /** Serialization failure, deadlock, duplicate key, H2's lock timeout: certainly rolled back, so safe to repeat. */
    private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01", "23505", "HYT00");

    private final String url;
    private final String user;
    private final String password;
    private final Dialect dialect;
    private final HikariDataSource pool;

    private Database(String url, String user, String password, Dialect dialect, HikariDataSource pool) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.dialect = dialect;
        this.pool = pool;
    }

    /**
     * Opens a pool of connections; connects to nothing yet.
     *
     * @param jdbcUrl {@code jdbc:postgresql:…} or {@code jdbc:h2:…}
     * @throws IllegalArgumentException if it is neither
     */
    public static Database open(String jdbcUrl, String user, String password) {
        Dialect dialect = Dialect.of(jdbcUrl);
        String url = dialect.complete(jdbcUrl);
        HikariDataSource pool = Pool.open("wakeup", url, user, password, dialect, CONNECTIONS);
        return new Database(url, user, password, dialect, pool);
    }

    /**
     * The URL, checked as far as the driver can without connecting.
     *
     * @param url {@code jdbc:postgresql:…}
     * @throws IllegalArgumentException if it is malformed, or a parameter has an unknown value
     */
    public static String checked(String url) {
        Properties parameters = Driver.parseURL(url, null);
        if (parameters == null) throw new IllegalArgumentException("jdbc:postgresql://host:port/database expected");
        for (PGProperty parameter : PGProperty.values()) {
            String[] choices = parameter.getChoices();
            String value = parameters.getProperty(parameter.getName());
            if (choices != null && value != null && Arrays.stream(choices).noneMatch(value::equalsIgnoreCase))
                throw new IllegalArgumentException("%s: one of %s expected, got \"%s\""
                        .formatted(parameter.getName(), String.join(", ", choices), value));
        }
        return url;
    }

    /** The database cannot be reached, or a statement failed: try again. */
    public static class Unavailable extends Exception {
        Unavailable(Exception cause) {
            super(reason(cause), cause);
        }
    }

    /**
     * Brings the schema up to date; blocks. Nodes that start together take turns. A statement that must wait for a table's
     * lock soon gives up, because everybody else would queue behind it.
     *
     * @throws Unavailable if the migration is incomplete: try again
     * @throws IllegalStateException if a retry cannot help: the schema belongs to another program or a newer version, this
     *     user may not change it, or the URL is wrong
     */
    public void migrate() throws Unavailable {
        try {
            try (Connection reachable = pool.getConnection()) {
                reachable.rollback();
            }
            flyway(dialect).dataSource(url, user, password).load().migrate();
        } catch (SQLException | FlywayException failed) {
            Optional<String> vain = Unfit.reason(failed);
            if (vain.isPresent()) throw new IllegalStateException(vain.get(), failed);
            throw new Unavailable(failed);
        }
    }

    /** The configuration of Flyway, without a database. */
    static FluentConfiguration flyway(Dialect dialect) {
        return Flyway.configure()
                .initSql(dialect.migrating)
                // by default migrations of a newer program are ignored
                .ignoreMigrationPatterns(new String[0])
                .locations("classpath:db/migration", dialect.migrations)
                .javaMigrations(new Backfill(dialect))
                .placeholders(dialect.placeholders);
    }

    /** Overrides {@code persistence.conf}: how the journal and the snapshot store reach this database. */
    public Config persistenceConfig() {
        Map<String, Object> db = new HashMap<>();
        db.put("url", url);
        db.put("user", user);
        db.put("password", password);
        db.put("maxConnections", JOURNAL_CONNECTIONS);
        // the plugin wants a thread a connection; recoveries borrow up to four connections, writes as many
        db.put("numThreads", JOURNAL_CONNECTIONS);
        return ConfigFactory.parseMap(Map.of("profile", dialect.slickProfile, "db", db), "Database.persistenceConfig")
                .atPath("akka-persistence-jdbc.shared-databases.slick");
    }

    /** From now on the pool reports its use. */
    public void observe(MetricsTrackerFactory trackers) {
        pool.setMetricsTrackerFactory(trackers);
    }

    /** @param then called when this process cannot reopen the embedded database after an I/O error */
    public void ifBeyondRepair(Runnable then) {
        if (pool.getDataSource() instanceof EmbeddedDatabase embedded) embedded.ifBeyondRepair(then);
    }

    /** Whether it answers; blocks for a few seconds at most. */
    public boolean answers() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(2);
        } catch (SQLException away) {
            return false;
        }
    }

    HikariDataSource pool() {
        return pool;
    }

    Dialect dialect() {
        return dialect;
    }

    /** The driver's own message in one line, for the log, without the wrappers around it. */
    static String reason(Throwable failed) {
        Throwable said =
                RootCause.chain(failed).filter(SQLException.class::isInstance).reduce(failed, (outer, inner) -> inner);
        String message = String.valueOf(said.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    /** Work on one connection; may be repeated from the start. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Blocks. Failing leaves the outcome unknown. */
    <T> T inTransaction(Work<T> work) throws SQLException {
        return inTransaction(Pool.connections(pool), dialect, work);
    }

    /** Blocks. Commits each statement by itself, which saves reads a round trip. */
    <T> T statementByStatement(Work<T> work) throws SQLException {
        return statementByStatement(Pool.connections(pool), work);
    }

    /** Blocks. */
    static <T> T statementByStatement(Pool.Connections connections, Work<T> work) throws SQLException {
        return connected(connections, connection -> {
            connection.setAutoCommit(true);
            return work.on(connection);
        });
    }

    /** Blocks; repeats what was certainly rolled back. Failing leaves the outcome unknown. */
    static <T> T inTransaction(Pool.Connections connections, Dialect dialect, Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return connected(connections, connection -> {
                    T result = work.on(connection);
                    connection.commit();
                    return result;
                });
            } catch (FiringDays.Missing missing) {
                if (attempt == TRIES) throw missing;
                make(connections, dialect, missing.days());
            } catch (SQLException failed) {
                String state = String.valueOf(failed.getSQLState());
                if (attempt == TRIES || !ROLLED_BACK.contains(state)) throw failed;
            }
        }
    }

    private static <T> T connected(Pool.Connections connections, Work<T> work) throws SQLException {
        try (Connection connection = connections.next()) {
            return work.on(connection);
        } catch (SQLException failed) {
            connections.failed(failed);
            throw failed;
        }
    }

    private static void make(Pool.Connections connections, Dialect dialect, Set<Long> days) throws SQLException {
        try (Connection connection = connections.next()) {
            FiringDays.make(connection, dialect, days);
            connection.commit();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
