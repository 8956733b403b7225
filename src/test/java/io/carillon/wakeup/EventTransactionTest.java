package io.carillon.wakeup;

import static io.carillon.schedule.Verdict.DELIVERED;
import static io.carillon.schedule.Verdict.WITHDRAWN;
import static io.carillon.wakeup.Store.ALICE;
import static io.carillon.wakeup.Store.T0;
import static io.carillon.wakeup.Store.land;
import static io.carillon.wakeup.Store.landing;
import static io.carillon.wakeup.Store.texts;
import static io.carillon.wakeup.Store.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.PostgresServer;
import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceEvent.UserBound;
import io.carillon.schedule.DeviceEvent.UserUnbound;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.EventWrite;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Plain;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.UserId;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventTransactionTest {
    private static final DeviceId DEVICE = new DeviceId("lamp-1");
    private static final DeviceId NEIGHBOUR = new DeviceId("lamp-2");
    private static final UserId BOB = new UserId("bob");
    private static final String ROWS =
            "select device_id || ' ' || due_at || ' ' || seq || case when listed then ' listed ' else ' ' end"
                    + " || coalesce(cast(owed_from as varchar), '-') from wakeup order by device_id";
    private static final String BINDINGS = "select user_id || ' of ' || device_id from binding order by 1";
    private static final String LINES = "select device_id || ' ' || fire_id || ' ' || verdict from firing order by 1";

    @ParameterizedTest
    @EnumSource
    void theFirstEventMakesItsRow(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            assertThat(land(database, DEVICE, 1, write(T0, Instant.EPOCH))).isTrue();
            assertThat(texts(database, ROWS)).containsExactly(row(DEVICE, T0, 1));
            assertThat(Store.events(database)).containsExactly("device|lamp-1 1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLaterEventLowersItsRowAndThenRaisesItToWhatHasPassed(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            land(database, DEVICE, 1, write(T0, Instant.EPOCH));
            land(database, DEVICE, 2, write(T0.plusSeconds(9), Instant.EPOCH));
            assertThat(texts(database, ROWS)).containsExactly(row(DEVICE, T0, 2));
            land(database, DEVICE, 3, write(T0.minusSeconds(9), Instant.EPOCH));
            assertThat(texts(database, ROWS)).containsExactly(row(DEVICE, T0.minusSeconds(9), 3));
            land(database, DEVICE, 4, write(Wakeup.NEVER, T0.plusSeconds(60)));
            assertThat(texts(database, ROWS)).containsExactly(row(DEVICE, T0.plusSeconds(60), 4));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOwedFromMovesLikeTheNextLookWhereItIsKeptApart(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            land(database, DEVICE, 1, write(T0.plusSeconds(60), Instant.EPOCH));
            Store.execute(database, "update wakeup set owed_from = " + T0.toEpochMilli());
            land(database, DEVICE, 2, write(T0.plusSeconds(30), Instant.EPOCH));
            assertThat(texts(database, ROWS))
                    .containsExactly(
                            "lamp-1 %d 2 listed %d".formatted(T0.plusSeconds(30).toEpochMilli(), T0.toEpochMilli()));
            land(database, DEVICE, 3, write(T0.minusSeconds(5), Instant.EPOCH));
            assertThat(texts(database, "select owed_from from wakeup"))
                    .containsExactly("" + T0.minusSeconds(5).toEpochMilli());
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofTenEventsOneOfWhichIsSupersededNineLand(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            List<DeviceId> devices =
                    IntStream.range(0, 10).mapToObj(i -> new DeviceId("d" + i)).toList();
            for (DeviceId device : devices.subList(0, 6)) land(database, device, 1, write());
            land(database, devices.get(3), 2, write());
            List<Landing> batch = new ArrayList<>();
            for (int i = 0; i < 10; i++) batch.add(landing(devices.get(i), i < 6 ? 2 : 1, write()));
            assertThat(land(database, batch))
                    .containsExactly(true, true, true, false, true, true, true, true, true, true);
            assertThat(Store.events(database)).hasSize(16);
            assertThat(texts(database, "select sum(seq) from wakeup")).containsExactly("16");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNumberThatIsFreeInTheJournalAgainIsRefusedAllTheSame(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            for (int number = 1; number <= 3; number++) land(database, DEVICE, number, write());
            Store.execute(database, "delete from event_journal where sequence_number < 3");
            assertThat(land(database, DEVICE, 1, write())).isFalse();
            assertThat(land(database, DEVICE, 2, write())).isFalse();
            assertThat(Store.events(database)).containsExactly("device|lamp-1 3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEventThatLeavesOutANumberIsRefused(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            assertThat(land(database, DEVICE, 2, write())).isFalse();
            land(database, DEVICE, 1, write());
            assertThat(land(database, DEVICE, 3, write())).isFalse();
            assertThat(texts(database, ROWS)).containsExactly(row(DEVICE, T0, 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoWritersOfOneNumberOneLands(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            for (int number = 1; number <= 2; number++) {
                Landing one = landing(DEVICE, number, write());
                Landing other = landing(DEVICE, number, write());
                assertThat(land(database, List.of(one, other))).containsExactly(true, false);
            }
            assertThat(Store.events(database)).containsExactly("device|lamp-1 1", "device|lamp-1 2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEventForWhichNobodyWaitsAnyMoreIsRefusedAndNothingOfItIsWritten(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            land(database, DEVICE, 1, write());
            long now = System.nanoTime();
            EventWrite binding = write(new UserBound(BOB, T0), Set.of(BOB), Set.of());
            assertThat(land(
                            database,
                            List.of(
                                    landing(DEVICE, 2, binding, now),
                                    landing(NEIGHBOUR, 1, binding, now),
                                    landing(new DeviceId("lamp-3"), 1, write()))))
                    .containsExactly(false, false, true);
            assertThat(Store.events(database)).containsExactly("device|lamp-1 1", "device|lamp-3 1");
            assertThat(texts(database, ROWS)).containsExactly(row(DEVICE, T0, 1), row(new DeviceId("lamp-3"), T0, 1));
            assertThat(texts(database, BINDINGS)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEventWhoseTimeIsOverWhenItsRowIsLockedIsRefusedAlone(Engine engine) throws Exception {
        Duration patience = Duration.ofSeconds(9);
        assertThat(landedWhereTimePassesWith(engine, "wakeup", patience, patience))
                .containsExactly(false, true);
    }

    @ParameterizedTest
    @EnumSource
    void anEventThatCouldOnlyBeCommittedTooLateIsRefusedAlone(Engine engine) throws Exception {
        Duration patience = Duration.ofSeconds(9);
        assertThat(landedWhereTimePassesWith(engine, "event_journal", patience, patience.plusSeconds(6)))
                .containsExactly(false, true);
    }

    /** Of an impatient event and a patient one: which land, where the time passes once the table holds something. */
    private static List<Boolean> landedWhereTimePassesWith(
            Engine engine, String table, Duration patience, Duration passing) throws Exception {
        List<Landing> batch = List.of(
                landing(DEVICE, 1, write(), patience.toNanos()),
                landing(NEIGHBOUR, 1, write(), patience.multipliedBy(10).toNanos()));
        AtomicLong time = new AtomicLong();
        try (Database database = engine.migrated()) {
            List<Boolean> landed = database.inTransaction(sql -> {
                EventTransaction transaction = new EventTransaction(
                        batch,
                        () -> {
                            if (holdsSomething(sql, table)) time.set(passing.toNanos());
                            return time.get();
                        },
                        Telling.NOTHING);
                return transaction.on(sql).stream().map(Optional::isEmpty).toList();
            });
            assertThat(Store.events(database)).containsExactly("device|lamp-2 1");
            return landed;
        }
    }

    private static boolean holdsSomething(Sql sql, String table) {
        try {
            return sql.finds("select 1 from " + table);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLinesOfWhatAnEventEndsFollowTheRulesOfASettle(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Store.lines(database, DEVICE, firing(DEVICE, T0, DELIVERED));
            EventWrite ending = write(
                    Wakeup.NEVER,
                    T0.plusSeconds(61),
                    firing(DEVICE, T0, WITHDRAWN),
                    firing(DEVICE, T0.plusSeconds(60), WITHDRAWN));
            land(database, DEVICE, 1, ending);
            assertThat(texts(database, LINES))
                    .containsExactly(line(DEVICE, T0, DELIVERED), line(DEVICE, T0.plusSeconds(60), WITHDRAWN));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bindingsFollowTheirEvents(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            land(database, DEVICE, 1, write(new UserBound(ALICE, T0), Set.of(ALICE, BOB), Set.of()));
            land(database, NEIGHBOUR, 1, write(new UserBound(ALICE, T0), Set.of(ALICE), Set.of()));
            land(database, DEVICE, 2, write(new UserBound(BOB, T0), Set.of(BOB), Set.of()));
            assertThat(texts(database, BINDINGS))
                    .containsExactly("alice of lamp-1", "alice of lamp-2", "bob of lamp-1");
            land(database, DEVICE, 3, write(new UserUnbound(ALICE, T0), Set.of(), Set.of(ALICE, new UserId("carol"))));
            assertThat(texts(database, BINDINGS)).containsExactly("alice of lamp-2", "bob of lamp-1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofADeviceThatIsClearedNoBindingAndNoLineStays(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            for (DeviceId device : List.of(DEVICE, NEIGHBOUR)) {
                land(database, device, 1, write(new UserBound(ALICE, T0), Set.of(ALICE), Set.of()));
                Store.lines(database, device, firing(device, T0, DELIVERED));
            }
            EventWrite clearing = Plain.write(
                    new DeviceCleared(T0),
                    Wakeup.NEVER,
                    Instant.EPOCH,
                    List.of(firing(DEVICE, T0.plusSeconds(60), WITHDRAWN)),
                    Set.of(),
                    Set.of(),
                    false);
            land(database, DEVICE, 2, clearing);
            assertThat(texts(database, BINDINGS)).containsExactly("alice of lamp-2");
            assertThat(texts(database, LINES)).containsExactly(line(NEIGHBOUR, T0, DELIVERED));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatLandsWithAnEventLandsWithItOrNotAtAll(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            land(database, DEVICE, 1, write());
            UserId tooLong = new UserId("u".repeat(129));
            EventWrite write = Plain.write(
                    new UserBound(BOB, T0),
                    Wakeup.NEVER,
                    T0.plusSeconds(60),
                    List.of(firing(DEVICE, T0, DELIVERED)),
                    Set.of(BOB, tooLong),
                    Set.of(),
                    true);
            assertThatThrownBy(() -> land(database, List.of(landing(DEVICE, 2, write), landing(NEIGHBOUR, 1, write()))))
                    .isInstanceOf(SQLException.class);
            assertNothingButTheFirst(database);
        }
    }

    @Test
    void ofATransactionWhoseConnectionIsKilledNothingLands() throws Exception {
        String url = Engine.POSTGRESQL.newUrl();
        try (Database database = Engine.open(url);
                Connection other = DriverManager.getConnection(url, PostgresServer.USER, PostgresServer.PASSWORD)) {
            database.migrate();
            land(database, DEVICE, 1, write());
            other.setAutoCommit(false);
            Store.execute(other, "lock table binding in share mode");
            EventWrite binding = write(new UserBound(BOB, T0), Set.of(BOB), Set.of());
            CompletableFuture<Boolean> landed = CompletableFuture.supplyAsync(() -> {
                try {
                    return land(database, DEVICE, 2, binding);
                } catch (SQLException failed) {
                    throw new CompletionException(failed);
                }
            });
            String waiting = "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
            await().until(() -> JdbcWakeupsTest.number(other, "select count(*) " + waiting) > 0);
            Store.execute(other, "select pg_terminate_backend(pid) " + waiting);
            assertThatThrownBy(() -> landed.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(SQLException.class);
            other.rollback();
            assertNothingButTheFirst(database);
        }
    }

    private static void assertNothingButTheFirst(Database database) throws SQLException {
        assertThat(Store.events(database)).containsExactly("device|lamp-1 1");
        assertThat(texts(database, ROWS)).containsExactly(row(DEVICE, T0, 1));
        assertThat(texts(database, BINDINGS)).isEmpty();
        assertThat(texts(database, LINES)).isEmpty();
    }

    private static String row(DeviceId device, Instant dueAt, long seq) {
        return device + " " + dueAt.toEpochMilli() + " " + seq + " listed -";
    }

    private static Firing firing(DeviceId device, Instant at, Verdict verdict) {
        Occurrence occurrence = new Occurrence(GroupId.of(new UUID(1, 1), device), new TaskName("t"), at);
        return new Firing(occurrence, verdict, 0, null, null);
    }

    private static String line(DeviceId device, Instant at, Verdict verdict) {
        return device + " t-" + at.getEpochSecond() + " " + verdict;
    }
}
