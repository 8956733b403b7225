package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.carillon.PostgresServer;
import io.carillon.PostgresServer.PostgresDatabase;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.device.Devices;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Query;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Wakeup;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PollerTest {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration LEAD = Duration.ofSeconds(60);
    private static final Set<Integer> ALL =
            IntStream.range(0, Poller.SLICES).boxed().collect(Collectors.toSet());

    private final ActorTestKit kit =
            ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("wakeup")));
    private final ManualTime time = ManualTime.get(kit.system());
    private final PollReport report = new PollReport();
    private final Woken woken = new Woken();
    private volatile Instant now = T0;
    private volatile Poller.Share share = new Poller.Share(Set.of(), 1);

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource
    void devicesDueWithinTheLeadAreWokenOthersAreNot(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            rows(database, 4, i -> T0.plusSeconds(List.of(-100, 0, 60, 61).get(i)));
            start(database, ALL);
            secondsUntil(3);
            assertThat(woken.all).containsExactly(device(0), device(1), device(2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFiresForTheFirstTimeIsWokenBeforeWhatOnlyWaits(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            rows(database, 4, i -> T0.plusSeconds(i));
            Store.execute(
                    database,
                    "update wakeup set waits = true, owed_from = due_at - 1000 where due_at < "
                            + T0.plusSeconds(2).toEpochMilli());
            start(database, ALL);
            secondsUntil(4);
            assertThat(woken.all).containsExactly(device(2), device(3), device(0), device(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyItsOwnSlicesArePolled(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            rows(database, 500, i -> T0);
            Set<Integer> mine = Set.of(3, 17);
            List<DeviceId> expected = IntStream.range(0, 500)
                    .mapToObj(PollerTest::device)
                    .filter(device -> mine.contains(Math.floorMod(device.spread(), 64)))
                    .toList();
            start(database, mine);
            secondsUntil(expected.size());
            assertThat(woken.all).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceThatStaysOverdueIsNudgedAgainAndOneThatMovedOnIsNot(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            rows(database, 2, i -> T0);
            start(database, ALL);
            secondsUntil(2);
            assertThat(report.overdue()).isZero();
            move(database, device(1), new Wakeup(Wakeup.NEVER, 1));
            now = T0.plusSeconds(1);
            secondsUntil(3);
            now = T0.plusSeconds(3);
            secondsUntil(4);
            assertThat(woken.all.subList(2, 4)).containsExactly(device(0), device(0));
            await().until(() -> {
                time.timePasses(Poller.EVERY);
                return report.overdue().equals(Duration.ofSeconds(3));
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceLoweredSinceTheLastPollIsWokenByTheNext(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            rows(database, 2, i -> i == 0 ? T0 : Wakeup.NEVER);
            start(database, ALL);
            secondsUntil(1);
            move(database, device(1), new Wakeup(T0, 2));
            time.timePasses(Poller.EVERY);
            secondsUntil(2);
            assertThat(woken.all).containsExactly(device(0), device(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofMoreThanItRemembersTheSoonestAreWokenFirstAndTheOthersWhenThoseHaveMovedOn(Engine engine) throws Exception {
        int most = 5000;
        int herd = 2 * most + 1;
        try (Database database = engine.migrated()) {
            rows(database, herd, i -> T0.plusMillis(i));
            start(database, ALL, most);
            Set<DeviceId> moved = new HashSet<>();
            while (moved.size() < herd) {
                secondsUntil(Math.min(herd, moved.size() + most));
                now = now.plusSeconds(3);
                TreeMap<DeviceId, Wakeup> on = new TreeMap<>(WakeupTable.BYTEWISE);
                for (DeviceId device : List.copyOf(woken.all))
                    if (moved.add(device)) on.put(device, new Wakeup(Wakeup.NEVER, 1));
                Store.rows(database, on);
            }
            assertThat(woken.all.subList(0, most))
                    .containsExactlyElementsOf(IntStream.range(0, most)
                            .mapToObj(PollerTest::device)
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHerdIsWokenWholeEachOnceAndNotAllInOneInstant(Engine engine) throws Exception {
        int herd = engine == Engine.POSTGRESQL ? 100_000 : 12_000;
        try (Database database = engine.migrated()) {
            rows(database, herd, i -> T0.plusSeconds(50));
            start(database, ALL);
            assertThat(secondsUntil(herd)).isGreaterThanOrEqualTo(herd / (10 * Poller.WAKES_A_BEAT));
            assertThat(new HashSet<>(woken.all)).hasSize(herd);
            assertThat(woken.all).hasSize(herd);
        }
    }

    /** As beside an open pg_dump: vacuum may take away nothing. */
    @Test
    void rowsThatHaveMovedOnCostLaterPollsNothingThoughSomebodyMayStillSeeThem() throws Exception {
        int moved = 20_000;
        int polls = 10;
        String url = Engine.POSTGRESQL.newUrl();
        try (Connection dump = DriverManager.getConnection(url, PostgresServer.USER, PostgresServer.PASSWORD)) {
            try (Database database = Engine.open(url)) {
                database.migrate();
                rows(database, moved, i -> T0);
                dump.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                dump.setAutoCommit(false);
                JdbcWakeupsTest.number(dump, "select 1");
                Store.execute(database, "update wakeup set due_at = due_at + 86400000");
                now = T0.plus(Duration.ofMinutes(5));
                start(database, ALL);
                for (int poll = 0; poll < polls; poll++) {
                    Instant next = now.plus(Poller.EVERY);
                    now = next;
                    await().until(() -> {
                        time.timePasses(Poller.EVERY);
                        return report.lastCompleted().equals(next);
                    });
                }
                kit.shutdownTestKit();
            }
            dump.commit();
            dump.setAutoCommit(true);
            await("sessions, ended, have told the statistics")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> JdbcWakeupsTest.number(dump, JdbcWakeupsTest.OTHER_SESSIONS) == 0);
            assertThat(JdbcWakeupsTest.number(
                            dump, "select idx_tup_read from pg_stat_user_indexes where indexrelname = 'wakeup_due'"))
                    .isLessThan(3L * moved);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangedShareIsPolledAtOnce(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            rows(database, 2, i -> T0);
            start(database, Set.of());
            share = new Poller.Share(ALL, 1);
            beforeTheNextPoll(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onceAMemberIsGoneTheOverdueAreNudgedAtOnce(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            rows(database, 2, i -> T0);
            start(database, ALL);
            secondsUntil(2);
            share = new Poller.Share(ALL, 2);
            now = T0.plusMillis(1);
            secondsUntil(4);
            assertThat(woken.all.subList(2, 4)).containsExactlyInAnyOrder(device(0), device(1));
        }
    }

    @Test
    void aLostDatabaseIsOneLineAPollAndPollingGoesOnOnceItIsBack() throws Exception {
        PostgresDatabase postgres = PostgresServer.newDatabase();
        try (Database database = Engine.open(postgres.jdbcUrl())) {
            database.migrate();
            rows(database, 3, i -> T0);
            postgres.takeAway();
            LoggingTestKit.warn("Waiting for the database").withOccurrences(1).expect(kit.system(), () -> {
                start(database, ALL);
                return null;
            });
            assertThat(report.failures()).isEqualTo(1);
            postgres.restore();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                time.timePasses(Poller.EVERY);
                return woken.all.size() >= 3;
            });
        }
    }

    private void start(Database database, Set<Integer> slices) {
        start(database, slices, Integer.MAX_VALUE);
    }

    private void start(Database database, Set<Integer> slices, int most) {
        share = new Poller.Share(slices, 1);
        kit.spawn(Poller.create(database, woken, () -> share, LEAD, most, () -> now, report));
        time.timePasses(Duration.ofMillis(1));
    }

    /** Less of the actors' time goes by than lies between two polls. */
    private void beforeTheNextPoll(int wakes) {
        Duration[] left = {Poller.EVERY.dividedBy(2)};
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            if (!left[0].isZero()) {
                time.timePasses(Poller.BEAT.dividedBy(2));
                left[0] = left[0].minus(Poller.BEAT.dividedBy(2));
            }
            return woken.all.size() >= wakes;
        });
    }

    /** Only the actors' timers go on, not the clock. Answers how many seconds of them it took. */
    private int secondsUntil(int wakes) {
        int[] seconds = {0};
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            seconds[0]++;
            time.timePasses(Duration.ofSeconds(1));
            return woken.all.size() >= wakes;
        });
        return seconds[0];
    }

    private static DeviceId device(int i) {
        return new DeviceId("lamp-" + i);
    }

    private static void rows(Database database, int count, IntFunction<Instant> dueAt) throws Exception {
        for (int from = 0; from < count; from += 5000) {
            TreeMap<DeviceId, Wakeup> rows = new TreeMap<>(WakeupTable.BYTEWISE);
            for (int i = from; i < Math.min(count, from + 5000); i++)
                rows.put(device(i), new Wakeup(dueAt.apply(i), 1));
            Store.rows(database, rows);
        }
    }

    private static void move(Database database, DeviceId device, Wakeup to) throws Exception {
        Store.rows(database, Map.of(device, to));
    }

    private static final class Woken implements Devices {
        final List<DeviceId> all = Collections.synchronizedList(new ArrayList<>());

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
            all.add(device);
        }
    }
}
