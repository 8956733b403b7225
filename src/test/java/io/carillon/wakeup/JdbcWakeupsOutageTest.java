package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.carillon.PostgresServer;
import io.carillon.PostgresServer.PostgresDatabase;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Settle;
import io.carillon.schedule.Wakeup;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class JdbcWakeupsOutageTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load("wakeup"));
    private static final DeviceId DEVICE = new DeviceId("lamp-1");
    private static final DeviceId NEIGHBOUR = new DeviceId("lamp-2");
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");

    private final PostgresDatabase postgres = PostgresServer.newDatabase();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void withoutADatabaseEachRequestFailsAndThoseAfterItsReturnAreDone() throws Exception {
        try (Database database = Engine.open(postgres.jdbcUrl())) {
            database.migrate();
            JdbcWakeups wakeups = new JdbcWakeups(database, KIT.system(), (kind, requests, took, failed) -> {});
            Store.row(database, DEVICE, T0, 1);
            postgres.takeAway();
            List<CompletionStage<?>> lost = List.of(
                    wakeups.settle(DEVICE, settle(T0.plusSeconds(1))),
                    wakeups.settle(NEIGHBOUR, settle(T0)),
                    wakeups.read(DEVICE),
                    wakeups.read(NEIGHBOUR));
            for (CompletionStage<?> stage : lost) assertThatThrownBy(() -> get(stage));
            postgres.restore();
            await().ignoreExceptions().until(() -> get(wakeups.read(DEVICE)), Optional.of(new Wakeup(T0, 1))::equals);
            await().ignoreExceptions().until(() -> get(wakeups.settle(DEVICE, settle(T0.plusSeconds(2)))));
        }
    }

    @Test
    void aWriteWhoseConnectionIsKilledFailsItsStageAndTheNextIsDone() throws Exception {
        try (Database database = Engine.open(postgres.jdbcUrl())) {
            database.migrate();
            JdbcWakeups wakeups = new JdbcWakeups(database, KIT.system(), (kind, requests, took, failed) -> {});
            Store.row(database, DEVICE, T0, 1);
            try (Connection other = DriverManager.getConnection(
                            postgres.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
                    Statement lock = other.createStatement()) {
                other.setAutoCommit(false);
                lock.execute("select * from wakeup for update");
                CompletionStage<Boolean> blocked = wakeups.settle(DEVICE, settle(T0.plusSeconds(1)));
                await().until(() -> waitsForALock(database));
                lock.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'");
                assertThatThrownBy(() -> get(blocked));
            }
            await().ignoreExceptions()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> get(wakeups.settle(DEVICE, settle(T0.plusSeconds(2)))));
            assertThat(get(wakeups.read(DEVICE))).contains(new Wakeup(T0.plusSeconds(2), 1));
        }
    }

    private static Settle settle(Instant dueAt) {
        return new Settle(dueAt, 1, T0, List.of());
    }

    private static boolean waitsForALock(Database database) throws Exception {
        return database.inTransaction(sql -> sql.finds(
                "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.get(30, TimeUnit.SECONDS);
    }
}
