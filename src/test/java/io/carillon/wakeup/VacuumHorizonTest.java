package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.PostgresServer;
import io.carillon.PostgresServer.PostgresDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VacuumHorizonTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final VacuumHorizon horizon = new VacuumHorizon(nanos::get);

    @Test
    void itIsHeldForAsLongAsASessionLooksAtTheDatabaseAsItWas() throws Exception {
        PostgresDatabase postgres = PostgresServer.newDatabase();
        try (Database database = Engine.open(postgres.jdbcUrl())) {
            horizon.look(database);
            assertThat(horizon.held()).isZero();
            try (Connection dump = DriverManager.getConnection(
                            postgres.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
                    Statement statement = dump.createStatement()) {
                dump.setAutoCommit(false);
                dump.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                try (ResultSet look = statement.executeQuery("select 1")) {
                    look.next();
                }
                Store.execute(database, "create table later (x int)");
                horizon.look(database);
                nanos.addAndGet(MINUTE.toNanos());
                horizon.look(database);
                assertThat(horizon.held()).isEqualTo(MINUTE);
                dump.commit();
            }
            horizon.look(database);
            assertThat(horizon.held()).isZero();
        }
    }
}
