package io.carillon.wakeup;

import com.typesafe.config.Config;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.carillon.device.RootCause;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import slick.jdbc.JdbcDataSource;
import slick.jdbc.JdbcDataSourceFactory;
import slick.jdbc.hikaricp.HikariCPJdbcDataSource;

/**
 * The pools of connections, ours and the journal's ({@code connectionPool} in persistence.conf). Each connection leads to a
 * server that accepts writes: this is checked when it is opened, when it is borrowed after half a second of idleness, and
 * every 30 s while idle, which also keeps firewalls from dropping it.
 */
public final class Pool implements JdbcDataSourceFactory {
    /** Where Slick looks for it. */
    @SuppressWarnings("MemberName")
    public static final Pool MODULE$ = new Pool();

    /** The server is read-only. */
    private static final String READ_ONLY = "25006";

    private static final Duration KEPT_ALIVE = Duration.ofSeconds(30);

    private Pool() {}

    /** Its connections do not auto-commit. Connects to nothing yet. */
    static HikariDataSource open(
            String name, String url, String user, String password, Dialect dialect, int connections) {
        HikariConfig config = config(name, url, user, password, dialect, connections);
        HikariDataSource pool = new HikariDataSource(config);
        if (config.getDataSource() instanceof EmbeddedDatabase embedded) embedded.serves(pool);
        return pool;
    }

    static HikariConfig config(
            String name, String url, String user, String password, Dialect dialect, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        if (dialect == Dialect.H2) {
            config.setDataSource(EmbeddedDatabase.at(url, user, password));
        } else {
            config.setJdbcUrl(url);
            config.setUsername(user);
            config.setPassword(password);
            config.setDriverClassName(dialect.driver);
            dialect.properties.forEach(config::addDataSourceProperty);
        }
        config.setConnectionInitSql(dialect.onPrimary + ";" + dialect.session);
        // the rollback saves a round trip: the check begins a transaction
        config.setConnectionTestQuery(dialect.onPrimary + ";rollback");
        config.setMaximumPoolSize(connections);
        // the default lets a write commit minutes after its circuit breaker gave up
        config.setConnectionTimeout(5000);
        config.setValidationTimeout(2000);
        config.setKeepaliveTime(KEPT_ALIVE.toMillis());
        // the pool may be opened while the database is away
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(false);
        // commits the session's settings; otherwise the first rollback would undo them
        config.setIsolateInternalQueries(true);
        return config;
    }

    /** The journal's pool, created by Slick from {@link Database#persistenceConfig()}. */
    @Override
    public JdbcDataSource forConfig(Config db, @Nullable Driver driver, String name, ClassLoader classes) {
        String url = db.getString("url");
        HikariDataSource pool = open(
                db.getString("poolName"),
                url,
                db.getString("user"),
                db.getString("password"),
                Dialect.of(url),
                db.getInt("maxConnections"));
        return new HikariCPJdbcDataSource(pool, pool);
    }

    /** Whether the server is read-only; true too where the pool found no other server. */
    static boolean isReadOnly(Throwable failed) {
        return RootCause.chain(failed)
                .anyMatch(cause -> cause instanceof SQLException sql && READ_ONLY.equals(sql.getSQLState()));
    }
}
