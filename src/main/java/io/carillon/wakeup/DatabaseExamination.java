package io.carillon.wakeup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/**
 * What can be said of a database without changing it.
 *
 * @param version of its program: PostgreSQL's major one
 * @param durable whether what it has said to be written survives a loss of power
 * @param writable whether it takes writes, and this user may make tables
 * @param connections how many it takes at most; 0 where it does not say
 * @param ownAhead how far the machine's clock is ahead of the database's
 * @param pending migrations that the next start brings; all of them where the database is empty
 * @param applied migrations there already
 * @param unfit why this program cannot work with the schema, empty where it can
 */
public record DatabaseExamination(
        String product,
        int version,
        boolean durable,
        boolean writable,
        int connections,
        Duration ownAhead,
        List<String> pending,
        int applied,
        String unfit) {
    /** As one connection says. */
    private record Server(
            String product, int version, boolean durable, boolean writable, int connections, Duration ownAhead) {}

    /**
     * Blocks.
     *
     * @throws Database.Unavailable if it cannot be asked
     */
    public static DatabaseExamination of(Database database, InstantSource own) throws Database.Unavailable {
        try {
            Server server = database.inTransaction(connection -> server(connection, database.dialect(), own));
            MigrationInfo[] pending = database.flyway().info().pending();
            return new DatabaseExamination(
                    server.product(),
                    server.version(),
                    server.durable(),
                    server.writable(),
                    server.connections(),
                    server.ownAhead(),
                    Arrays.stream(pending)
                            .map(one -> one.getVersion() + " " + one.getDescription())
                            .toList(),
                    database.flyway().info().applied().length,
                    unfit(database));
        } catch (SQLException | FlywayException failed) {
            throw new Database.Unavailable(failed);
        }
    }

    /** What is pending fits. */
    private static String unfit(Database database) {
        return database.flyway("*:pending").validateWithResult().invalidMigrations.stream()
                .map(one -> one.errorDetails.errorMessage)
                .findFirst()
                .orElse("");
    }

    private static Server server(Connection connection, Dialect dialect, InstantSource own) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Duration ahead = ahead(statement, dialect, own);
            var data = connection.getMetaData();
            String product = data.getDatabaseProductName() + " " + data.getDatabaseProductVersion();
            if (dialect == Dialect.H2) return new Server(product, data.getDatabaseMajorVersion(), true, true, 0, ahead);
            return new Server(
                    product,
                    data.getDatabaseMajorVersion(),
                    !text(statement, "show fsync").equals("off"),
                    text(
                                    statement,
                                    """
                            select not pg_is_in_recovery()
                                and has_schema_privilege(current_user, coalesce(current_schema(), 'public'), 'CREATE')""")
                            .equals("t"),
                    Integer.parseInt(text(statement, "show max_connections")),
                    ahead);
        }
    }

    private static Duration ahead(Statement statement, Dialect dialect, InstantSource own) throws SQLException {
        Instant asked = own.instant();
        try (ResultSet result = statement.executeQuery(dialect.tellTime)) {
            Instant answered = own.instant();
            result.next();
            Instant said = result.getObject(1, OffsetDateTime.class).toInstant();
            return Duration.between(
                    said, asked.plus(Duration.between(asked, answered).dividedBy(2)));
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
