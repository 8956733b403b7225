package io.carillon.wakeup;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * The partitions of {@code firing} on PostgreSQL: one a day, counted from 1970-01-01. Creating one blocks nobody: the table
 * is created first and then attached, which neither writers nor readers wait for.
 */
final class FiringDays {
    /** Lines belong to days that have no partition yet. */
    static final class Missing extends SQLException {
        private static final long serialVersionUID = 1;

        private final Set<Long> days;

        Missing(Set<Long> days, SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause);
            this.days = days;
        }

        Set<Long> days() {
            return days;
        }
    }

    private static final String ALONE = "select pg_advisory_xact_lock(7232606)";

    private FiringDays() {}

    /** Keeps others from creating or dropping partitions until the transaction ends; fails after 2 s of waiting. */
    static void alone(Sql sql) throws SQLException {
        sql.execute("set local lock_timeout = 2000");
        sql.execute(ALONE);
    }

    static long of(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), Duration.ofDays(1).toMillis());
    }

    /** Creates missing partitions; does nothing on H2. Returns whether it could. */
    static boolean make(Sql sql, Set<Long> days) throws SQLException {
        if (sql.dialect() == Dialect.H2) return false;
        alone(sql);
        for (long day : days) {
            String partition = "firing_" + day;
            if (attached(sql, partition)) continue;
            sql.execute("drop table if exists " + partition); // detached, about to be dropped
            sql.execute("create table " + partition
                    + " (like firing including all) with (autovacuum_vacuum_insert_threshold = -1)");
            sql.execute("alter table firing attach partition %s for values from (%d) to (%d)"
                    .formatted(partition, day, day + 1));
        }
        return true;
    }

    private static boolean attached(Sql sql, String partition) throws SQLException {
        return sql.finds(
                "select 1 from pg_inherits where inhparent = 'firing'::regclass and inhrelid = to_regclass(?)",
                partition);
    }
}
