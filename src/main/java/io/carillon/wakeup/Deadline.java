package io.carillon.wakeup;

import java.sql.SQLException;
import java.time.Duration;

/** The time left for a transaction, in nanoseconds. */
final class Deadline {
    /** The session's statement timeout. */
    private static final long STATEMENT = Duration.ofSeconds(8).toNanos();

    private Deadline() {}

    /** Sets the statement timeout of the transaction that begins. */
    static void bound(Sql sql, long left) throws SQLException {
        if (left >= STATEMENT || sql.dialect() == Dialect.H2) return;
        sql.execute("set local statement_timeout = "
                + Math.max(1, Duration.ofNanos(left).toMillis()));
    }
}
