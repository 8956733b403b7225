package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    @Test
    void onPostgresqlAStatementLastsNoLongerThanWhatIsLeftNorThanTheSessionAllows() throws Exception {
        try (Database database = Engine.POSTGRESQL.migrated()) {
            String near = database.inTransaction(sql -> bounded(sql, Duration.ofMillis(6500)));
            String far = database.inTransaction(sql -> bounded(sql, Duration.ofSeconds(9)));
            assertThat(near).isEqualTo("6500ms");
            assertThat(far).isEqualTo("8s");
        }
    }

    private static String bounded(Sql sql, Duration left) throws SQLException {
        Deadline.bound(sql, left.toNanos());
        return sql.first("show statement_timeout", row -> row.getString(1)).orElseThrow();
    }
}
