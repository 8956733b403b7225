package io.carillon.wakeup;

import static io.carillon.schedule.Verdict.DELIVERED;
import static io.carillon.schedule.Verdict.EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.carillon.PostgresServer;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Settle;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcWakeupsTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load("wakeup"));
    private static final DeviceId DEVICE = new DeviceId("lamp-1");
    private static final GroupId GROUP = GroupId.of(new UUID(1, 1), DEVICE);
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");

    private static final String READ_WITHOUT_INDEX =
            "select seq_tup_read from pg_stat_user_tables where relname = 'wakeup'";
    static final String OTHER_SESSIONS =
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

    static final String DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()";

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceWithoutScheduleHasNoRow(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            assertThat(get(wakeups(database).read(DEVICE))).isEmpty();
        }
    }

    /** A server that keeps a plan made while the table was small reads all of it for each request, for ever. */
    @Test
    void onPostgresqlATableThatHasGrownIsReadByItsIndex() throws Exception {
        String url = Engine.POSTGRESQL.newUrl();
        try (Connection observer = DriverManager.getConnection(url, PostgresServer.USER, PostgresServer.PASSWORD)) {
            long before;
            try (Database database = Engine.open(url)) {
                database.migrate();
                JdbcWakeups wakeups = wakeups(database);
                for (int i = 0; i < 30; i++) requests(database, wakeups, "small-" + i);
                try (Statement statement = observer.createStatement()) {
                    statement.execute(
                            "insert into wakeup (device_id, slice, due_at, seq) select 'd' || n, n % 64, n, 1 from generate_series(1, 20000) n");
                }
                before = number(observer, READ_WITHOUT_INDEX);
                for (int i = 0; i < 30; i++) requests(database, wakeups, "grown-" + i);
            }
            await("sessions, ended, have told the statistics")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> number(observer, OTHER_SESSIONS) == 0);
            assertThat(number(observer, READ_WITHOUT_INDEX) - before).isLessThan(20_000);
        }
    }

    private static void requests(Database database, JdbcWakeups wakeups, String id) throws Exception {
        DeviceId device = new DeviceId(id);
        Store.land(database, device, 1, Store.write());
        Store.land(database, device, 2, Store.write());
        get(wakeups.read(device));
        get(wakeups.settle(device, settle(T0.plusSeconds(60), 2)));
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void settlingRaisesTheRowAndWritesTheLines(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcWakeups wakeups = wakeups(database);
            Store.row(database, DEVICE, T0, 1);
            Firing firing = firing(T0, DELIVERED);
            assertThat(get(wakeups.settle(DEVICE, settle(T0.plusSeconds(60), 1, firing))))
                    .isTrue();
            assertThat(get(wakeups.read(DEVICE))).contains(new Wakeup(T0.plusSeconds(60), 1));
            assertThat(recent(database)).containsExactly(firing);
        }
    }

    /** As after a restore: the row is of an older state, and a later life of the device owes by that. */
    @ParameterizedTest
    @EnumSource
    void whoKnowsOfAnEventThatTheDatabaseHasLostSettlesNothing(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcWakeups wakeups = wakeups(database);
            Store.row(database, DEVICE, T0, 1);
            assertThat(get(wakeups.settle(DEVICE, settle(T0.plusSeconds(60), 2, firing(T0, EXPIRED)))))
                    .isFalse();
            assertThat(get(wakeups.read(DEVICE))).contains(new Wakeup(T0, 1));
            assertThat(recent(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void settlingNeverTakesTheRowBack(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcWakeups wakeups = wakeups(database);
            Store.row(database, DEVICE, T0, 1);
            assertThat(get(wakeups.settle(DEVICE, settle(T0.minusSeconds(60), 1))))
                    .isTrue();
            assertThat(get(wakeups.read(DEVICE))).contains(new Wakeup(T0, 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofASupersededIncarnationsSettleOnlyWhatTheBrokerAcknowledgedIsWritten(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcWakeups wakeups = wakeups(database);
            Store.row(database, DEVICE, T0, 2);
            Firing delivered = firing(T0, DELIVERED);
            Firing expired = firing(T0.plusSeconds(30), EXPIRED);
            assertThat(get(wakeups.settle(DEVICE, settle(T0.plusSeconds(60), 1, delivered, expired))))
                    .isFalse();
            assertThat(get(wakeups.read(DEVICE))).contains(new Wakeup(T0, 2));
            assertThat(recent(database)).containsExactly(delivered);
        }
    }

    @ParameterizedTest
    @EnumSource
    void settlingWithoutARowUpdatesNone(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            assertThat(get(wakeups(database).settle(DEVICE, settle(T0, 1, firing(T0, EXPIRED)))))
                    .isFalse();
            assertThat(recent(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoLinesForOneOccurrenceAreMergedAsInMemory(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcWakeups wakeups = wakeups(database);
            Store.row(database, DEVICE, T0, 1);
            List<Firing> ones = new ArrayList<>();
            List<Firing> others = new ArrayList<>();
            for (Verdict first : Verdict.values())
                for (Verdict second : Verdict.values()) {
                    Instant at = T0.plusSeconds(60L * ones.size());
                    ones.add(line(at, first, 1));
                    others.add(line(at, second, 2));
                }
            for (List<Firing> lines : List.of(ones, others))
                get(wakeups.settle(DEVICE, settle(T0, 1, lines.toArray(Firing[]::new))));
            for (int i = 0; i < ones.size(); i++)
                assertThat(lines(database, ones.get(i)))
                        .as("%s, then %s", ones.get(i), others.get(i))
                        .containsExactly(ones.get(i).or(others.get(i)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsOfOneDeviceInOneBatchAreDoneOneAfterAnother(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcWakeups wakeups = wakeups(database);
            Store.row(database, DEVICE, T0, 2999);

            List<CompletionStage<Boolean>> settles = IntStream.rangeClosed(2998, 3001)
                    .mapToObj(n ->
                            wakeups.settle(DEVICE, settle(T0.plusSeconds(n), n, firing(T0.plusSeconds(n), DELIVERED))))
                    .toList();
            List<Boolean> updated = new ArrayList<>();
            for (CompletionStage<Boolean> settle : settles) updated.add(get(settle));
            assertThat(updated).containsExactly(false, true, false, false);
            assertThat(recent(database)).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void writersOnSeveralPoolsNeverDeadlockAndLoseNothing(Engine engine) throws Exception {
        String url = engine.newUrl();
        try (Database one = Engine.open(url);
                Database two = Engine.open(url)) {
            one.migrate();
            List<JdbcWakeups> writers = List.of(wakeups(one), wakeups(two), wakeups(two));
            List<DeviceId> devices = IntStream.range(0, 200)
                    .mapToObj(i -> new DeviceId((i % 2 == 0 ? "a" : "B") + "-" + i))
                    .toList();
            for (DeviceId device : devices) Store.land(one, device, 1, Store.write());
            Random random = new Random(7);
            List<CompletionStage<?>> under = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                DeviceId device = devices.get(random.nextInt(devices.size()));
                JdbcWakeups writer = writers.get(random.nextInt(writers.size()));
                under.add(writer.settle(device, settle(T0.minusSeconds(random.nextInt(1000)), 1)));
                under.add(writer.read(device));
            }
            for (CompletionStage<?> stage : under) get(stage);
            List<CompletionStage<Boolean>> last = devices.stream()
                    .map(device -> writers.get(2)
                            .settle(device, settle(T0.plusSeconds(5), 1, firingOf(device, T0, DELIVERED))))
                    .toList();
            for (CompletionStage<Boolean> settled : last)
                assertThat(get(settled)).isTrue();
            for (DeviceId device : devices) {
                assertThat(get(writers.get(0).read(device))).contains(new Wakeup(T0.plusSeconds(5), 1));
                Set<GroupId> groups =
                        Set.of(firingOf(device, T0, DELIVERED).occurrence().group());
                assertThat(get(new JdbcFiringLog(one, KIT.system()).recent(device, groups, Excerpt.first(9))))
                        .hasSize(1);
            }
        }
    }

    /** A deadlock would be found in the end and the batch tried again: only the server tells. */
    @Test
    void onPostgresqlSettlesOfManyDevicesOnSeveralPoolsNeverDeadlock() throws Exception {
        String url = Engine.POSTGRESQL.newUrl();
        try (Connection observer = DriverManager.getConnection(url, PostgresServer.USER, PostgresServer.PASSWORD)) {
            try (Database one = Engine.open(url);
                    Database two = Engine.open(url)) {
                one.migrate();
                settleAtOnce(one, List.of(wakeups(one), wakeups(two), wakeups(two)));
            }
            await("sessions, ended, have told the statistics")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> number(observer, OTHER_SESSIONS) == 0);
            assertThat(number(observer, DEADLOCKS)).isZero();
        }
    }

    private static void settleAtOnce(Database database, List<JdbcWakeups> writers) throws Exception {
        List<DeviceId> devices = new ArrayList<>(
                IntStream.range(0, 900).mapToObj(i -> new DeviceId("d-" + i)).toList());
        for (DeviceId device : devices) Store.row(database, device, T0, 1);
        Random random = new Random(7);
        for (int wave = 1; wave <= 20; wave++) {
            List<CompletionStage<Boolean>> settles = new ArrayList<>();
            for (JdbcWakeups writer : writers) {
                Collections.shuffle(devices, random);
                for (DeviceId device : devices) settles.add(writer.settle(device, settle(T0.plusSeconds(wave), 1)));
            }
            for (CompletionStage<Boolean> settled : settles)
                assertThat(get(settled)).isTrue();
        }
    }

    private static JdbcWakeups wakeups(Database database) {
        return new JdbcWakeups(database, KIT.system(), (kind, requests, took, failed) -> {});
    }

    private static List<Firing> recent(Database database) throws Exception {
        return get(new JdbcFiringLog(database, KIT.system()).recent(GROUP.device(), Set.of(GROUP), Excerpt.first(100)));
    }

    /** As a group with {@code confirm} has them. */
    private static Firing line(Instant at, Verdict verdict, int attempts) {
        Instant answered = verdict.answered() ? at.plusSeconds(attempts) : null;
        return new Firing(
                new Occurrence(GROUP, new TaskName("t"), at),
                verdict,
                attempts,
                at.plusMillis(attempts),
                at.plusMillis(2 * attempts),
                null,
                new Confirmation(at.plusSeconds(90), answered, verdict.answered() ? "done" : null));
    }

    private static List<Firing> lines(Database database, Firing of) throws SQLException {
        return database.inTransaction(sql -> List.copyOf(new FiringTable(sql)
                .find(List.of(FiringTable.Key.of(DEVICE, of)))
                .values()));
    }

    @ParameterizedTest
    @EnumSource
    void whatParksIsFoundWithItsLinesFromItsCursorOn(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcWakeups wakeups = wakeups(database);
            Store.row(database, DEVICE, T0, 1);
            Firing passed = line(T0, Verdict.DELIVERED, 1);
            Firing waits = line(T0.plusSeconds(1), Verdict.WAITING, 1);
            Firing told = line(T0.plusSeconds(2), Verdict.CONFIRMED, 1);
            Instant look = T0.plusSeconds(3600);
            Instant cursor = T0.plusSeconds(1);

            get(wakeups.settle(DEVICE, new Settle(cursor, look, true, 1, T0, List.of(passed, waits, told))));

            Wakeup row = get(wakeups.read(DEVICE)).orElseThrow();
            assertThat(row.with(List.of())).isEqualTo(new Wakeup(look, 1, cursor, true, List.of()));
            assertThat(row.lines()).containsExactlyInAnyOrder(waits, told);
            assertThat(recent(database)).containsExactly(told, passed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCursorThatReachesTheNextLookIsOneWithIt(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcWakeups wakeups = wakeups(database);
            Store.row(database, DEVICE, T0, 1);
            Instant look = T0.plusSeconds(3600);
            get(wakeups.settle(DEVICE, new Settle(T0, look, true, 1, T0, List.of())));

            get(wakeups.settle(DEVICE, settle(T0.plusSeconds(60), 1)));
            assertThat(get(wakeups.read(DEVICE))).contains(new Wakeup(look, 1, T0.plusSeconds(60), true, List.of()));

            get(wakeups.settle(DEVICE, settle(look.plusSeconds(1), 1)));
            assertThat(get(wakeups.read(DEVICE))).contains(new Wakeup(look.plusSeconds(1), 1));
        }
    }

    private static Settle settle(Instant dueAt, long n, Firing... firings) {
        return new Settle(dueAt, n, T0, List.of(firings));
    }

    private static Firing firing(Instant at, Verdict verdict) {
        return firingOf(DEVICE, at, verdict);
    }

    static Firing firingOf(DeviceId device, Instant at, Verdict verdict) {
        Occurrence occurrence = new Occurrence(GroupId.of(new UUID(1, 1), device), new TaskName("t"), at);
        return verdict.acknowledged()
                ? new Firing(occurrence, verdict, 1, at.plusMillis(1), at.plusMillis(2))
                : new Firing(occurrence, verdict, 0, null, null);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.get(30, TimeUnit.SECONDS);
    }
}
