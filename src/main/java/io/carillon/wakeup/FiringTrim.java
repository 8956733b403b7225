package io.carillon.wakeup;

import io.carillon.schedule.Confirmation;
import io.carillon.schedule.Promise;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Deletes old lines of {@code firing} by whole days. On PostgreSQL a day's partition is detached, which blocks nobody,
 * and dropped; on H2 lines are deleted little by little. Any node may do it at any time.
 */
final class FiringTrim {
    static final int LINES_A_STEP = 1000;

    /** Partitions exist before their day begins. */
    private static final int DAYS_AHEAD = 3;

    private static final String OLDEST =
            """
            select substr(c.relname, 8)::bigint, i.inhdetachpending from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'firing'::regclass and c.relname ~ '^firing_[0-9]+$' order by 1 limit 1""";

    private static final String DETACHED =
            """
            select c.relname from pg_class c
            where c.relname ~ '^firing_[0-9]+$' and c.relkind = 'r'
                and c.relnamespace = (select relnamespace from pg_class where oid = 'firing'::regclass)
                and not exists (select 1 from pg_inherits where inhrelid = c.oid) limit 1""";

    private static final String OPEN_FROM = "select min(owed_from) from wakeup where owed_from is not null";

    private static final String TURNED_FROM =
            "select min(epoch_day) from firing where epoch_day < ? and verdict = 'UNANSWERED' and valid_until >= ?";

    /** The longest validity, the day in which answers still count, and a day since whole days are deleted. */
    private static final Duration ANSWERED_WITHIN =
            Duration.ofSeconds(Promise.MOST_VALID).plusDays(2);

    private final Database database;
    private final Duration retention;

    FiringTrim(Database database, Duration retention) {
        this.database = database;
        this.retention = retention;
    }

    /** Blocks. Returns whether there may be more to do. */
    boolean step(Instant now) throws SQLException {
        long keptFrom = keptFrom(now);
        if (database.dialect() == Dialect.H2)
            return database.inTransaction(connection -> delete(connection, keptFrom)) == LINES_A_STEP;
        long today = FiringDays.of(now);
        Set<Long> ahead =
                LongStream.rangeClosed(today, today + DAYS_AHEAD).boxed().collect(Collectors.toSet());
        database.inTransaction(connection -> {
            FiringDays.make(connection, Dialect.POSTGRESQL, ahead);
            return true;
        });
        boolean detached = database.statementByStatement(connection -> detachOldest(connection, keptFrom));
        boolean dropped = database.inTransaction(FiringTrim::dropDetached);
        return detached || dropped;
    }

    /** Spares open lines and, for a day, lines that an answer may still turn. */
    private long keptFrom(Instant now) throws SQLException {
        long old = FiringDays.of(now.minus(retention));
        return database.inTransaction(connection -> {
            long open = least(connection, OPEN_FROM, Long.MAX_VALUE, 0);
            long kept = open == Long.MAX_VALUE ? old : Math.min(old, FiringDays.of(Instant.ofEpochMilli(open)));
            long longest = FiringDays.of(now.minus(ANSWERED_WITHIN));
            if (kept <= longest) return kept;
            return Math.min(
                    kept,
                    least(
                            connection,
                            TURNED_FROM,
                            kept,
                            Confirmation.earliestTaken(now).toEpochMilli()));
        });
    }

    /** The number that the query finds; {@code none} where it finds none. */
    private static long least(Connection connection, String query, long none, long parameter) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            if (parameter != 0) {
                select.setLong(1, none);
                select.setLong(2, parameter);
            }
            try (ResultSet found = select.executeQuery()) {
                found.next();
                long least = found.getLong(1);
                return found.wasNull() ? none : least;
            }
        }
    }

    private static int delete(Connection connection, long keptFrom) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from firing where epoch_day < ? fetch first ? rows only")) {
            delete.setLong(1, keptFrom);
            delete.setInt(2, LINES_A_STEP);
            return delete.executeUpdate();
        }
    }

    /** Also finishes a detachment that was interrupted. */
    private static boolean detachOldest(Connection connection, long keptFrom) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet oldest = statement.executeQuery(OLDEST)) {
            if (!oldest.next() || oldest.getLong(1) >= keptFrom) return false;
            String partition = "firing_" + oldest.getLong(1);
            String how = oldest.getBoolean(2) ? " finalize" : " concurrently";
            statement.execute("alter table firing detach partition " + partition + how);
            return true;
        }
    }

    private static boolean dropDetached(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            FiringDays.alone(statement);
            Optional<String> table = first(statement, DETACHED);
            if (table.isEmpty()) return false;
            statement.execute("drop table if exists " + table.get());
            return true;
        }
    }

    private static Optional<String> first(Statement statement, String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next() ? Optional.of(found.getString(1)) : Optional.empty();
        }
    }
}
