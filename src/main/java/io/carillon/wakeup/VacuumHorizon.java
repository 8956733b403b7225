package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long PostgreSQL's vacuum has been held back: by a session that looks at the database as it was, a prepared transaction,
 * or a replication slot that nobody reads. Until it ends, no dead row goes.
 */
public final class VacuumHorizon {
    private static final Logger LOG = LoggerFactory.getLogger(VacuumHorizon.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** Of the oldest transaction that somebody may still look at; nothing where no transaction has begun since. */
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

    /** Since the same transaction has been the oldest; zero where none is held. */
    public Duration held() {
        return oldest.isEmpty() ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - since);
    }

    /** Looks again and again, for as long as the system lives; not at an embedded database, which has no such thing. */
    public void keepLooking(Database database, ActorSystem<?> system) {
        if (database.dialect() == Dialect.H2) return;
        Runnable look = () -> {
            try {
                look(database);
            } catch (SQLException failed) {
                LOG.debug("The vacuum's horizon is not known: {}", Database.reason(failed));
            }
        };
        system.scheduler().scheduleWithFixedDelay(EVERY, EVERY, look, Transactions.dispatcher(system));
    }

    void look(Database database) throws SQLException {
        String found = database.statementByStatement(VacuumHorizon::oldest);
        if (!found.equals(oldest)) since = nanos.getAsLong();
        oldest = found;
    }

    private static String oldest(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(OLDEST)) {
            return found.next() ? found.getString(1) : "";
        }
    }
}
