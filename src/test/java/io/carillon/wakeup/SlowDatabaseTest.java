package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.persistence.jdbc.db.SlickExtension;
import akka.persistence.jdbc.db.SlickExtensionImpl;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.carillon.PostgresServer;
import io.carillon.PostgresServer.PostgresDatabase;
import io.carillon.TcpProxy;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.device.Devices;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Query;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Settle;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import io.carillon.wakeup.JournalTest.Word;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import slick.jdbc.hikaricp.HikariCPJdbcDataSource;

/**
 * How often a node asks the database, one question after the other: with a second a question, that is how many seconds it
 * takes. A connection that was idle is asked first whether it leads to a primary.
 */
class SlowDatabaseTest {
    private static final int IS_PRIMARY = 1;
    private static final int DEVICES = 1000;
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration IDLE = Duration.ofMillis(600);

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load("wakeup"));
    private final PostgresDatabase postgres = PostgresServer.newDatabase();
    private final TcpProxy proxy = new TcpProxy(
            URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getPort());
    private final Database database =
            Engine.open("jdbc:postgresql://localhost:" + proxy.port() + "/" + postgres.name());

    @BeforeEach
    void migrated() throws Exception {
        database.migrate();
        TreeMap<DeviceId, Wakeup> rows = new TreeMap<>(WakeupTable.BYTEWISE);
        for (int i = 0; i < DEVICES; i++) rows.put(device(i), new Wakeup(T0.plusMillis(i), 1));
        Store.rows(database, rows);
        Store.execute(database, "update wakeup set waits = true, owed_from = due_at - 1 where due_at % 10 = 0");
        restUntilIdle(database.pool());
    }

    @AfterEach
    void stop() throws Exception {
        kit.shutdownTestKit();
        database.close();
        proxy.close();
    }

    @Test
    void aPollOfAllSlicesAsksOnce() throws Exception {
        Set<Integer> slices = IntStream.range(0, Poller.SLICES).boxed().collect(Collectors.toSet());
        Woken woken = new Woken();
        int before = proxy.questions();
        PollReport report = new PollReport();
        kit.spawn(Poller.create(
                database,
                woken,
                () -> new Poller.Share(slices, 1),
                Duration.ofMinutes(1),
                Integer.MAX_VALUE,
                () -> T0,
                report));
        await().until(() -> report.lastCompleted().equals(T0));
        assertThat(proxy.questions() - before).isEqualTo(IS_PRIMARY + 1);
        assertThat(woken.all.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void readingTheRowsOfManyDevicesAsksOnceForThoseThatFireAndOnceForTheLinesOfThoseThatWait() throws Exception {
        JdbcWakeups wakeups = new JdbcWakeups(database, kit.system(), (kind, requests, took, failed) -> {});
        int before = proxy.questions();
        wakeups.read(device(1)).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(proxy.questions() - before).isEqualTo(IS_PRIMARY + 1);
        restUntilIdle(database.pool());
        before = proxy.questions();
        wakeups.read(device(0)).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(proxy.questions() - before).isEqualTo(IS_PRIMARY + 2);
    }

    @Test
    void settlingLocksMovesWritesAndCommits() throws Exception {
        JdbcWakeups wakeups = new JdbcWakeups(database, kit.system(), (kind, requests, took, failed) -> {});
        int before = proxy.questions();
        Settle settle = new Settle(
                Wakeup.NEVER, 1, T0, List.of(JdbcWakeupsTest.firingOf(device(1), Instant.now(), Verdict.DELIVERED)));
        assertThat(wakeups.settle(device(1), settle).toCompletableFuture().get(30, TimeUnit.SECONDS))
                .isTrue();
        assertThat(proxy.questions() - before).isEqualTo(IS_PRIMARY + 4);
    }

    @Test
    void recoveringAsksForSnapshotHighestNumberAndEventsOnceEach() throws Exception {
        JournalTest.withNode(database, node -> {
            JournalTest.say(node, node.spawn(Word.create("recovers", 1000)), "a");
            restUntilIdle(journal(node));
            int before = proxy.questions();
            assertThat(JournalTest.say(node, node.spawn(Word.create("recovers", 1000)), ""))
                    .isEqualTo("a");
            assertThat(proxy.questions() - before).isBetween(3, 3 * (IS_PRIMARY + 1));
        });
    }

    @Test
    void anEventMovesItsRowLandsAndCommits() throws Exception {
        int before = proxy.questions();
        assertThat(Store.land(database, new DeviceId("new"), 1, Store.write())).isTrue();
        assertThat(proxy.questions() - before).isEqualTo(IS_PRIMARY + 3);
    }

    /** All members renew it: whoever held its row on the way would hold up the others. */
    @Test
    void aLeaseIsRenewedWithoutHoldingItsRow() throws Exception {
        Leases leases = Leases.get(kit.system());
        leases.keepIn(database);
        database.inTransaction(sql -> Leases.take(sql, "any", "me", Leases.lock(sql, "any")));
        restUntilIdle(database.pool());
        int before = proxy.questions();
        assertThat(leases.renew("any", "me").toCompletableFuture().get(30, TimeUnit.SECONDS))
                .contains(new Leases.Row("me", 2, List.of()));
        assertThat(proxy.questions() - before).isEqualTo(IS_PRIMARY + 2);
        assertThat(leases.renew("any", "other").toCompletableFuture().get(30, TimeUnit.SECONDS))
                .isEmpty();
    }

    private static DeviceId device(int i) {
        return new DeviceId("lamp-" + i);
    }

    private static HikariDataSource journal(ActorTestKit node) {
        SlickExtensionImpl slick =
                (SlickExtensionImpl) SlickExtension.get(node.system().classicSystem());
        var database = slick.database(node.system().settings().config().getConfig("jdbc-journal"));
        return ((HikariCPJdbcDataSource) database.database().source()).ds();
    }

    /** All its connections are there, and will be asked before they are used. */
    private static void restUntilIdle(HikariDataSource pool) {
        HikariPoolMXBean connections = pool.getHikariPoolMXBean();
        await().atMost(Duration.ofSeconds(60))
                .during(IDLE)
                .until(() -> connections.getIdleConnections() == pool.getMaximumPoolSize());
    }

    private static final class Woken implements Devices {
        final CountDownLatch all = new CountDownLatch(DEVICES);

        @Override
        public CompletionStage<Reply> change(DeviceId device, Change change, Caller caller) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Reply> ask(DeviceId device, Query query, Caller caller) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wake(DeviceId device, ActorRef<TurnedAway> from) {
            all.countDown();
        }
    }
}
