package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long an old snapshot has held back PostgreSQL's vacuum: that of a session, a prepared transaction, or a replication
 * slot that nobody reads. Until it ends, no dead row is removed.
 */
public final class VacuumHorizon {
    private static final Logger LOG = LoggerFactory.getLogger(VacuumHorizon.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** The oldest transaction whose snapshot is still in use; no row where none has begun since. */
    private static final String OLDEST =
            """
            select horizon::text from (
                select backend_xmin as horizon from pg_stat_activity
                where pid <> pg_backend_pid() and (datname = current_database() or backend_type = 'walsender')
                union all select xmin from pg_replication_slots
                union all select transaction from pg_prepared_xacts where database = current_database()) as all_of_them
            where age(horizon) > 0 order by age(horizon) desc limit 1""";

    private final LongSupplier nanos;
    private volatile String oldest = "";
    private volatile long since;

    public VacuumHorizon() {
        this(System::nanoTime);
    }

    VacuumHorizon(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** How long the same transaction has been the oldest; zero where none is held. */
    public Duration held() {
        return oldest.isEmpty() ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - since);
    }

    /** Looks every minute for as long as the system lives; an embedded database has no vacuum. */
    public void keepLooking(Database database, ActorSystem<?> system) {
        if (database.dialect() == Dialect.H2) return;
        Runnable look = () -> {
            try {
                look(database);
            } catch (SQLException | RuntimeException failed) {
                LOG.debug("The vacuum's horizon is unknown: {}", Database.reason(failed));
            }
        };
        system.scheduler().scheduleWithFixedDelay(EVERY, EVERY, look, Transactions.dispatcher(system));
    }

    void look(Database database) throws SQLException {
        String found = database.statementByStatement(sql -> sql.first(OLDEST, row -> row.getString(1)))
                .orElse("");
        if (!found.equals(oldest)) since = nanos.getAsLong();
        oldest = found;
    }
}
