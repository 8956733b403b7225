package io.carillon.wakeup;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The time left for a transaction, in nanoseconds. */
final class Deadline {
    /** The session's statement timeout. */
    private static final long STATEMENT = Duration.ofSeconds(8).toNanos();

    private Deadline() {}

    /** Sets the statement timeout of the transaction that begins. */
    static void bound(Connection connection, Dialect dialect, long left) throws SQLException {
        if (left >= STATEMENT || dialect == Dialect.H2) return;
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local statement_timeout = "
                    + Math.max(1, Duration.ofNanos(left).toMillis()));
        }
    }
}
