package io.carillon.wakeup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Facts about a database, found without changing it.
 *
 * @param version PostgreSQL's major version
 * @param durable whether committed writes survive a loss of power
 * @param readOnly whether it takes no writes: a standby, or a primary that no longer is one
 * @param writable whether this user may make tables
 * @param connections its maximum; 0 where unknown
 * @param members how many nodes are known to use it
 * @param ownAhead how far the machine's clock is ahead of the database's
 * @param pending migrations that the next start runs; all of them where the database is empty
 * @param applied the number of migrations that have run
 * @param unfit why this program cannot use the schema; empty where it can
 */
public record DatabaseFacts(
        String product,
        int version,
        boolean durable,
        boolean readOnly,
        boolean writable,
        int connections,
        int members,
        Duration ownAhead,
        List<String> pending,
        int applied,
        String unfit) {
    /** Reported by the server. */
    private record Server(
            String product, int version, boolean durable, boolean readOnly, boolean writable, int connections) {}

    /** {@code FATAL: sorry, too many clients already}, or a limit of the role or the database. */
    private static final String NO_CONNECTION_LEFT = "53300";

    /**
     * Blocks. Opens a single connection, no pool.
     *
     * @throws Database.Unavailable if it cannot be reached
     * @throws NoConnectionLeft if its connections are used up
     * @throws IllegalArgumentException if the URL is wrong
     */
    public static DatabaseFacts of(String jdbcUrl, String user, String password, InstantSource own)
            throws Database.Unavailable {
        Dialect dialect = Dialect.of(jdbcUrl);
        Properties properties = new Properties();
        properties.putAll(dialect.properties);
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        try (Connection connection = DriverManager.getConnection(dialect.complete(jdbcUrl), properties)) {
            return of(new Sql(connection, dialect), own);
        } catch (SQLException | FlywayException failed) {
            if (failed instanceof SQLException sql && NO_CONNECTION_LEFT.equals(sql.getSQLState()))
                throw new NoConnectionLeft(failed);
            if (Unfit.reason(failed).isPresent()) throw new IllegalArgumentException(Database.reason(failed), failed);
            throw new Database.Unavailable(failed);
        }
    }

    /** It runs, but its connections are used up. */
    public static final class NoConnectionLeft extends Database.Unavailable {
        private static final long serialVersionUID = 1;

        NoConnectionLeft(Exception cause) {
            super(cause);
        }
    }

    private static DatabaseFacts of(Sql sql, InstantSource own) throws SQLException {
        Server server = server(sql);
        Duration ahead = ahead(sql, own);
        FluentConfiguration flyway = Database.flyway(sql.dialect()).dataSource(new OneConnection(sql.connection()));
        MigrationInfo[] applied = flyway.load().info().applied();
        boolean foreign = applied.length == 0
                && sql.dialect() == Dialect.POSTGRESQL
                && text(sql, HOLDS_TABLES).equals("t");
        return new DatabaseFacts(
                server.product(),
                server.version(),
                server.durable(),
                server.readOnly(),
                server.writable(),
                server.connections(),
                members(sql, applied),
                ahead,
                Arrays.stream(flyway.load().info().pending())
                        .map(one -> one.getVersion() + " " + one.getDescription())
                        .toList(),
                applied.length,
                foreign ? Unfit.FOREIGN : unfit(flyway));
    }

    private static final String HOLDS_TABLES =
            "select exists (select from pg_class where relnamespace = to_regnamespace(current_schema()::text))";

    /** The number of nodes that the cluster's lease names. */
    private static int members(Sql sql, MigrationInfo[] applied) throws SQLException {
        boolean none = Arrays.stream(applied).noneMatch(one -> one.getScript().contains("lease"));
        return none ? 0 : Leases.members(sql);
    }

    /** Pending migrations are no fault. */
    private static String unfit(FluentConfiguration flyway) {
        return flyway.ignoreMigrationPatterns("*:pending").load().validateWithResult().invalidMigrations.stream()
                .map(one -> one.errorDetails.errorMessage)
                .findFirst()
                .orElse("");
    }

    private static Server server(Sql sql) throws SQLException {
        var data = sql.connection().getMetaData();
        String product = data.getDatabaseProductName() + " " + data.getDatabaseProductVersion();
        int version = data.getDatabaseMajorVersion();
        if (sql.dialect() == Dialect.H2) return new Server(product, version, true, false, true, 0);
        return new Server(
                product,
                version,
                !text(sql, "show fsync").equals("off"),
                text(sql, "show transaction_read_only").equals("on"),
                text(sql, "select has_schema_privilege(current_user, coalesce(current_schema(), 'public'), 'CREATE')")
                        .equals("t"),
                Integer.parseInt(text(sql, "show max_connections")));
    }

    private static Duration ahead(Sql sql, InstantSource own) throws SQLException {
        Instant asked = own.instant();
        Instant said = sql.first(sql.dialect().tellTime, row -> row.getObject(1, OffsetDateTime.class))
                .orElseThrow()
                .toInstant();
        Instant answered = own.instant();
        return Duration.between(
                said, asked.plus(Duration.between(asked, answered).dividedBy(2)));
    }

    private static String text(Sql sql, String query) throws SQLException {
        return sql.first(query, row -> row.getString(1)).orElseThrow();
    }
}
