package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.PostgresServer;
import io.carillon.PostgresServer.PostgresDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseTest {
    /** On PostgreSQL: an embedded database has one node. */
    @Test
    void nodesThatStartAtOnceMigrateOnce() throws Exception {
        String url = Engine.POSTGRESQL.newUrl();
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        List<Future<?>> starts = new ArrayList<>();
        try (Database first = Engine.open(url)) {
            for (int i = 0; i < 4; i++)
                starts.add(nodes.submit(() -> {
                    try (Database database = Engine.open(url)) {
                        database.migrate();
                    }
                    return true;
                }));
            for (Future<?> start : starts) start.get(60, TimeUnit.SECONDS);
            assertThat(text(first, "select count(*) from \"flyway_schema_history\" where \"version\" = '1'"))
                    .isEqualTo("1");
        } finally {
            nodes.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void migratingAgainChangesNothing(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            database.migrate();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaOfANewerProgramIsRefused(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            database.inTransaction(sql -> sql.update(
                    "insert into \"flyway_schema_history\" values (999, '999', 'later', 'SQL', 'V999__later.sql', 1,"
                            + " 'somebody', current_timestamp, 1, true)"));
            assertThatIllegalStateException().isThrownBy(database::migrate);
        }
    }

    @Test
    void aForeignTableInTheSchemaIsRefusedAndSoIsAUrlThatTheDriverDoesNotKnow() throws Exception {
        String url = Engine.POSTGRESQL.newUrl();
        try (Connection server = DriverManager.getConnection(url, "postgres", "")) {
            Store.execute(server, "create table of_somebody_else (x int)");
        }
        try (Database database = Engine.open(url)) {
            assertThatIllegalStateException().isThrownBy(database::migrate).withMessageContaining("holds tables");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Database.checked(url + "?sslmode=bogus"))
                .withMessageContaining("sslmode: one of disable, allow")
                .withMessageEndingWith("got \"bogus\"");
        assertThatIllegalArgumentException().isThrownBy(() -> Database.checked("jdbc:postgresql://host:port/x"));
        assertThat(Database.checked(url + "?sslmode=require&targetServerType=primary"))
                .startsWith(url);
    }

    /** As beside {@code pg_dump}: whoever waits for the table would hold up all who come later. */
    @Test
    void aMigrationThatMustWaitForATableGivesUpAtOnceAndSucceedsLater() throws Exception {
        String url = Engine.POSTGRESQL.newUrl();
        try (Database database = Engine.open(url);
                Connection dump = DriverManager.getConnection(url, "postgres", "")) {
            Database.flyway(Dialect.POSTGRESQL)
                    .dataSource(url, "postgres", "")
                    .target("4")
                    .load()
                    .migrate();
            dump.setAutoCommit(false);
            Store.execute(dump, "lock table wakeup in access share mode");
            assertThatThrownBy(database::migrate)
                    .isInstanceOf(Database.Unavailable.class)
                    .hasMessageContaining("lock timeout");
            assertThat(text(database, "select count(*) from wakeup")).isEqualTo("0");
            dump.rollback();
            database.migrate();
        }
    }

    @Test
    void onlyPostgresqlAndH2AreKnown() {
        assertThatIllegalArgumentException().isThrownBy(() -> Database.open("jdbc:mysql://localhost/x", "u", "p"));
    }

    @Test
    void statementsOnPostgresqlEndAfterEightSeconds() throws Exception {
        try (Database database = Engine.POSTGRESQL.migrated()) {
            assertThat(text(database, "show statement_timeout")).isEqualTo("8s");
        }
    }

    @Test
    void whatIsCommittedOnPostgresqlIsWrittenWhateverTheServersDefault() throws Exception {
        PostgresDatabase postgres = PostgresServer.newDatabase();
        try (Connection server = DriverManager.getConnection(postgres.jdbcUrl(), "postgres", "");
                Statement statement = server.createStatement()) {
            statement.execute(
                    "alter role postgres in database " + server.getCatalog() + " set synchronous_commit = off");
        }
        try (Database database = Engine.open(postgres.jdbcUrl())) {
            assertThat(text(database, "show synchronous_commit")).isEqualTo("on");
        }
    }

    @Test
    void theEmbeddedDatabaseWritesAtOnceAndOutlivesTheShutdownSignal() {
        assertThat(Dialect.H2.complete("jdbc:h2:file:./x"))
                .isEqualTo("jdbc:h2:file:./x;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        assertThat(Dialect.H2.complete("jdbc:h2:file:./x;WRITE_DELAY=5"))
                .isEqualTo("jdbc:h2:file:./x;WRITE_DELAY=5;DB_CLOSE_ON_EXIT=FALSE");
    }

    @Test
    void aDatabaseThatIsAwayFailsAndServesAgainOnceItIsBack() throws Exception {
        PostgresDatabase postgres = PostgresServer.newDatabase();
        try (Database database = Engine.open(postgres.jdbcUrl())) {
            postgres.takeAway();
            assertThatThrownBy(database::migrate).isInstanceOf(Database.Unavailable.class);
            postgres.restore();
            database.migrate();
            postgres.takeAway();
            assertThatThrownBy(() -> text(database, "select 1")).isInstanceOf(SQLException.class);
            postgres.restore();
            // a connection used within the last half second is not tested before it is handed out
            await().ignoreExceptions().until(() -> text(database, "select 1"), "1"::equals);
        }
    }

    /** The first column of the only row. */
    static String text(Database database, String query) throws SQLException {
        return database.inTransaction(
                sql -> sql.first(query, row -> row.getString(1)).orElseThrow());
    }
}
