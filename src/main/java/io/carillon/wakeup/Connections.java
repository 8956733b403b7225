package io.carillon.wakeup;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** Work on the connections of a pool; it blocks. */
record Connections(HikariDataSource pool, Dialect dialect) {
    private static final int TRIES = 3;

    /** Serialization failure, deadlock, duplicate key, H2's lock timeout: certainly rolled back, so safe to repeat. */
    private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01", "23505", "HYT00");

    /** Work on one connection; may be repeated from the start. */
    @FunctionalInterface
    interface Work<T> {
        T on(Sql sql) throws SQLException;
    }

    /** Repeats what was certainly rolled back. Failing leaves the outcome unknown. */
    <T> T inTransaction(Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return committed(work);
            } catch (FiringDays.Missing missing) {
                if (attempt == TRIES) throw missing;
                committed(sql -> FiringDays.make(sql, missing.days()));
            } catch (SQLException failed) {
                String state = String.valueOf(failed.getSQLState());
                if (attempt == TRIES || !ROLLED_BACK.contains(state)) throw failed;
            }
        }
    }

    private <T> T committed(Work<T> work) throws SQLException {
        return connected(sql -> {
            T result = work.on(sql);
            sql.connection().commit();
            return result;
        });
    }

    /** Commits each statement by itself, which saves reads a round trip. */
    <T> T statementByStatement(Work<T> work) throws SQLException {
        return connected(sql -> {
            sql.connection().setAutoCommit(true);
            return work.on(sql);
        });
    }

    /** A connection that turns out to lead to no writable database is discarded, with all others. */
    private <T> T connected(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return work.on(new Sql(connection, dialect));
        } catch (SQLException failed) {
            if (Pool.isReadOnly(failed)) pool.getHikariPoolMXBean().softEvictConnections();
            if (pool.getDataSource() instanceof EmbeddedDatabase embedded) embedded.failed(failed);
            throw failed;
        }
    }
}
