package io.carillon.wakeup;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import io.carillon.device.RootCause;
import io.carillon.wakeup.Connections.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
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

    private final String url;
    private final String user;
    private final String password;
    private final Connections connections;

    private Database(String url, String user, String password, Connections connections) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.connections = connections;
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
        return new Database(url, user, password, new Connections(pool, dialect));
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
            try (Connection reachable = pool().getConnection()) {
                reachable.rollback();
            }
            flyway(dialect()).dataSource(url, user, password).load().migrate();
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
        return ConfigFactory.parseMap(Map.of("profile", dialect().slickProfile, "db", db), "Database.persistenceConfig")
                .atPath("akka-persistence-jdbc.shared-databases.slick");
    }

    /** From now on the pool reports its use. */
    public void observe(MetricsTrackerFactory trackers) {
        pool().setMetricsTrackerFactory(trackers);
    }

    /** @param then called when this process cannot reopen the embedded database after an I/O error */
    public void ifBeyondRepair(Runnable then) {
        if (pool().getDataSource() instanceof EmbeddedDatabase embedded) embedded.ifBeyondRepair(then);
    }

    /** Whether it answers; blocks for a few seconds at most. */
    public boolean answers() {
        try (Connection connection = pool().getConnection()) {
            return connection.isValid(2);
        } catch (SQLException away) {
            return false;
        }
    }

    Connections connections() {
        return connections;
    }

    HikariDataSource pool() {
        return connections.pool();
    }

    Dialect dialect() {
        return connections.dialect();
    }

    /** The driver's own message in one line, for the log, without the wrappers around it. */
    static String reason(Throwable failed) {
        Throwable said =
                RootCause.chain(failed).filter(SQLException.class::isInstance).reduce(failed, (outer, inner) -> inner);
        String message = String.valueOf(said.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    /** Blocks; see {@link Connections#inTransaction}. */
    <T> T inTransaction(Work<T> work) throws SQLException {
        return connections.inTransaction(work);
    }

    /** Blocks; see {@link Connections#statementByStatement}. */
    <T> T statementByStatement(Work<T> work) throws SQLException {
        return connections.statementByStatement(work);
    }

    @Override
    public void close() {
        pool().close();
    }
}
