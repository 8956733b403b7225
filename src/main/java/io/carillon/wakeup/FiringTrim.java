package io.carillon.wakeup;

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
 * Old lines of {@code firing} go by whole days: on PostgreSQL a day's partition is detached, which holds up nobody, and
 * dropped; on H2 the lines are deleted little by little. Each node may do it at any time.
 */
final class FiringTrim {
    static final int LINES_A_STEP = 1000;

    /** Partitions are there before their day begins. */
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

    private final Database database;
    private final Duration retention;

    FiringTrim(Database database, Duration retention) {
        this.database = database;
        this.retention = retention;
    }

    /** Blocks. Answers whether there may be more to do. */
    boolean step(Instant now) throws SQLException {
        long keptFrom = FiringDays.of(now.minus(retention));
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

    private static int delete(Connection connection, long keptFrom) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from firing where epoch_day < ? fetch first ? rows only")) {
            delete.setLong(1, keptFrom);
            delete.setInt(2, LINES_A_STEP);
            return delete.executeUpdate();
        }
    }

    /** One that was interrupted is finished. */
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
