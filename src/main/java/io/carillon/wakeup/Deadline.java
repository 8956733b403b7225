package io.carillon.wakeup;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** What is left of the time within which a transaction must have ended; in nanoseconds. */
final class Deadline {
    /** The session's own bound of a statement. */
    private static final long STATEMENT = Duration.ofSeconds(8).toNanos();

    private Deadline() {}

    /** Bounds each statement of the transaction that begins. */
    static void bound(Connection connection, Dialect dialect, long left) throws SQLException {
        if (left >= STATEMENT || dialect == Dialect.H2) return;
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local statement_timeout = "
                    + Math.max(1, Duration.ofNanos(left).toMillis()));
        }
    }
}
