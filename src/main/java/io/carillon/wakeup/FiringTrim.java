package io.carillon.wakeup;

import io.carillon.schedule.Confirmation;
import io.carillon.schedule.Promise;
import java.sql.SQLException;
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
            """
            select cast(min(epoch_day) as bigint) from firing
            where epoch_day < ? and verdict = 'UNANSWERED' and valid_until >= ?""";

    /** The longest validity, the day in which answers still count, and a day since whole days are deleted. */
    private static final Duration ANSWERED_WITHIN =
            Duration.ofSeconds(Promise.MOST_VALID).plusDays(2);

    private record Oldest(long day, boolean detaching) {}

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
            return database.inTransaction(sql -> sql.update(
                            "delete from firing where epoch_day < ? fetch first ? rows only", keptFrom, LINES_A_STEP))
                    == LINES_A_STEP;
        long today = FiringDays.of(now);
        Set<Long> ahead =
                LongStream.rangeClosed(today, today + DAYS_AHEAD).boxed().collect(Collectors.toSet());
        database.inTransaction(sql -> FiringDays.make(sql, ahead));
        boolean detached = database.statementByStatement(sql -> detachOldest(sql, keptFrom));
        boolean dropped = database.inTransaction(FiringTrim::dropDetached);
        return detached || dropped;
    }

    /** Spares open lines and, for a day, lines that an answer may still turn. */
    private long keptFrom(Instant now) throws SQLException {
        long old = FiringDays.of(now.minus(retention));
        return database.inTransaction(sql -> {
            long kept = least(sql, OPEN_FROM)
                    .map(open -> Math.min(old, FiringDays.of(Instant.ofEpochMilli(open))))
                    .orElse(old);
            if (kept <= FiringDays.of(now.minus(ANSWERED_WITHIN))) return kept;
            long taken = Confirmation.earliestTaken(now).toEpochMilli();
            return least(sql, TURNED_FROM, kept, taken)
                    .map(turned -> Math.min(kept, turned))
                    .orElse(kept);
        });
    }

    /** Empty where the query finds null. */
    private static Optional<Long> least(Sql sql, String query, Object... parameters) throws SQLException {
        return sql.first(query, row -> row.getObject(1, Long.class), parameters);
    }

    /** Also finishes a detachment that was interrupted. */
    private static boolean detachOldest(Sql sql, long keptFrom) throws SQLException {
        Optional<Oldest> oldest = sql.first(OLDEST, row -> new Oldest(row.getLong(1), row.getBoolean(2)))
                .filter(found -> found.day() < keptFrom);
        if (oldest.isEmpty()) return false;
        sql.execute("alter table firing detach partition firing_" + oldest.get().day()
                + (oldest.get().detaching() ? " finalize" : " concurrently"));
        return true;
    }

    private static boolean dropDetached(Sql sql) throws SQLException {
        FiringDays.alone(sql);
        Optional<String> table = sql.first(DETACHED, row -> row.getString(1));
        if (table.isEmpty()) return false;
        sql.execute("drop table if exists " + table.get());
        return true;
    }
}
