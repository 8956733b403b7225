package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    @Test
    void onPostgresqlAStatementLastsNoLongerThanWhatIsLeftNorThanTheSessionAllows() throws Exception {
        try (Database database = Engine.POSTGRESQL.migrated()) {
            String near = database.inTransaction(connection -> bounded(connection, Duration.ofMillis(6500)));
            String far = database.inTransaction(connection -> bounded(connection, Duration.ofSeconds(9)));
            assertThat(near).isEqualTo("6500ms");
            assertThat(far).isEqualTo("8s");
        }
    }

    private static String bounded(Connection connection, Duration left) throws SQLException {
        Deadline.bound(connection, Dialect.POSTGRESQL, left.toNanos());
        try (Statement statement = connection.createStatement();
                ResultSet bound = statement.executeQuery("show statement_timeout")) {
            bound.next();
            return bound.getString(1);
        }
    }
}
