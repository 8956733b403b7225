package io.carillon.wakeup;

import static io.carillon.wakeup.Store.T0;
import static io.carillon.wakeup.Store.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import com.typesafe.config.ConfigFactory;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrimmerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration RETENTION = Duration.ofDays(30);
    private static final DeviceId DEVICE = new DeviceId("lamp");
    private static final String DAYS =
            "select count(*) || ' of ' || epoch_day from firing group by epoch_day order by 1";
    private static final String PARTITIONS =
            "select c.relname from pg_class c where c.relname like 'firing\\_%' and c.relkind = 'r' order by 1";

    private final ActorTestKit kit =
            ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("wakeup")));
    private final ManualTime time = ManualTime.get(kit.system());

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource
    void linesOfDaysBeyondTheRetentionGoAndTheOthersStay(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Instant edge = NOW.minus(RETENTION);
            Store.lines(database, DEVICE, firings(edge.minus(Duration.ofDays(9)), 1200));
            Store.lines(database, DEVICE, firings(edge.minus(Duration.ofDays(1)), 2));
            Store.lines(database, DEVICE, firings(edge.minusSeconds(60), 3));
            trim(database);
            time.timePasses(Trimmer.EVERY);
            awaitSteps(() -> texts(database, DAYS).equals(List.of("3 of " + FiringDays.of(edge))));
        }
    }

    @Test
    void onPostgresqlTheNextDaysPartitionsAreMadeAheadAndOldOnesDropped() throws Exception {
        try (Database database = Engine.POSTGRESQL.migrated()) {
            for (String partition : texts(database, PARTITIONS)) Store.execute(database, "drop table " + partition);
            Store.lines(database, DEVICE, firings(NOW.minus(Duration.ofDays(40)), 1));
            // another trimmer ended between detaching and dropping
            Store.lines(database, DEVICE, firings(NOW.minus(Duration.ofDays(41)), 1));
            Store.execute(
                    database,
                    "alter table firing detach partition firing_" + FiringDays.of(NOW.minus(Duration.ofDays(41))));
            trim(database);
            time.timePasses(Trimmer.EVERY);
            long today = FiringDays.of(NOW);
            List<String> expected = LongStream.rangeClosed(today, today + 3)
                    .mapToObj(day -> "firing_" + day)
                    .toList();
            awaitSteps(() -> texts(database, PARTITIONS).equals(expected));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofADeviceThatIsChangedOftenOnlyWhatRecoveryNeedsStays(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            byte[] payload = new byte[200 * 1024];
            Random random = new Random(7);
            for (int number = 1; number <= 300; number++) {
                random.nextBytes(payload);
                Landing landing = Store.landing(DEVICE, number, Store.write());
                Store.land(database, List.of(with(landing, payload)));
                if (number % 20 == 0) snapshot(database, DEVICE, number, payload);
            }
            Store.land(database, new DeviceId("other"), 1, Store.write());
            trim(database);
            trim(database);
            time.timePasses(Trimmer.EVERY);
            awaitSteps(() -> Store.events(database).equals(List.of("device|lamp 300", "device|other 1"))
                    && texts(database, "select sequence_number from snapshot").equals(List.of("300")));
            assertThat(bytes(database)).isLessThan(5_000_000);
            // the next snapshot is found without going through all again
            Store.land(database, DEVICE, 301, Store.write());
            Store.land(database, DEVICE, 302, Store.write());
            snapshot(database, DEVICE, 301, payload);
            time.timePasses(Trimmer.EVERY);
            awaitSteps(() -> Store.events(database).equals(List.of("device|lamp 302", "device|other 1")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachNodeTrimsItsOwnShareAndAnothersOnceThatIsItsOwn(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            DeviceId other = new DeviceId("other");
            for (DeviceId device : List.of(DEVICE, other)) {
                for (int number = 1; number <= 2; number++)
                    Store.land(database, List.of(with(Store.landing(device, number, Store.write()), new byte[1])));
                snapshot(database, device, 2, new byte[1]);
            }
            EventTrim trim = new EventTrim(database);
            steps(trim, Set.of(WakeupTable.slice(DEVICE)));
            assertThat(Store.events(database)).containsExactly("device|lamp 2", "device|other 1", "device|other 2");
            steps(trim, Set.of(WakeupTable.slice(DEVICE), WakeupTable.slice(other)));
            assertThat(Store.events(database)).containsExactly("device|lamp 2", "device|other 2");
        }
    }

    private static void steps(EventTrim trim, Set<Integer> slices) throws SQLException {
        boolean more = true;
        while (more) more = trim.step(NOW, slices);
    }

    @ParameterizedTest
    @EnumSource
    void whileLinesCannotBeDeletedEventsAre(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            for (int number = 1; number <= 3; number++)
                Store.land(database, List.of(with(Store.landing(DEVICE, number, Store.write()), new byte[1])));
            snapshot(database, DEVICE, 3, new byte[1]);
            Store.execute(database, "alter table firing rename to elsewhere");
            trim(database);
            time.timePasses(Trimmer.EVERY);
            awaitSteps(() -> Store.events(database).equals(List.of("device|lamp 3")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOpenIsSparedHoweverOld(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Instant open = NOW.minus(Duration.ofDays(35));
            Store.lines(database, DEVICE, firings(NOW.minus(Duration.ofDays(40)), 3));
            Store.lines(database, DEVICE, firings(open, 2));
            Store.row(database, new DeviceId("waits"), NOW.plusSeconds(60), 1);
            Store.execute(database, "update wakeup set owed_from = " + open.toEpochMilli());
            trim(database);
            time.timePasses(Trimmer.EVERY);
            awaitSteps(() -> texts(database, DAYS).equals(List.of("2 of " + FiringDays.of(open))));
        }
    }

    /** The shortest retention that there is would else take it. */
    @ParameterizedTest
    @EnumSource
    void whatAnAnswerMayStillTurnIsSparedForADay(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Instant unanswered = NOW.minus(Duration.ofDays(3));
            Store.lines(database, DEVICE, unanswered(unanswered, NOW.minus(Duration.ofHours(23))));
            Store.lines(database, DEVICE, unanswered(NOW.minus(Duration.ofDays(5)), NOW.minus(Duration.ofHours(25))));
            kit.spawn(Trimmer.ofFirings(database, Duration.ofHours(1), TrimmerTest::all, () -> NOW));
            time.timePasses(Trimmer.EVERY);
            awaitSteps(() -> texts(database, DAYS).equals(List.of("1 of " + FiringDays.of(unanswered))));
        }
    }

    private static Firing unanswered(Instant due, Instant validUntil) {
        return new Firing(
                new Occurrence(GroupId.of(new UUID(1, 1), DEVICE), new TaskName("t"), due),
                Verdict.UNANSWERED,
                3,
                due,
                due,
                null,
                new Confirmation(validUntil, null, null));
    }

    private void trim(Database database) {
        kit.spawn(Trimmer.ofFirings(database, RETENTION, TrimmerTest::all, () -> NOW));
        kit.spawn(Trimmer.ofEvents(database, TrimmerTest::all, () -> NOW));
    }

    private static long bytes(Database database) throws SQLException {
        String size = database.dialect() == Dialect.H2 ? "octet_length(%s)" : "pg_column_size(%s)";
        return Long.parseLong(texts(
                        database,
                        "select (select sum(%s) from event_journal) + (select sum(%s) from snapshot)"
                                .formatted(size.formatted("event_payload"), size.formatted("snapshot_payload")))
                .get(0));
    }

    private static Landing with(Landing landing, byte[] payload) {
        return new Landing(
                landing.persistenceId(),
                landing.device(),
                landing.number(),
                landing.writer(),
                landing.writtenAt(),
                landing.serializer(),
                landing.manifest(),
                payload,
                landing.write(),
                landing.until());
    }

    private static void snapshot(Database database, DeviceId device, int number, byte[] payload) throws SQLException {
        database.inTransaction(sql -> sql.update(
                "insert into snapshot (persistence_id, sequence_number, created, snapshot_ser_id,"
                        + " snapshot_ser_manifest, snapshot_payload) values (?, ?, ?, 33, '', ?)",
                "device|" + device,
                number,
                T0.plusSeconds(number).toEpochMilli(),
                payload));
    }

    private void awaitSteps(Callable<Boolean> done) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            time.timePasses(Trimmer.BETWEEN_STEPS);
            return done.call();
        });
    }

    private static Firing[] firings(Instant first, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Firing(
                        new Occurrence(GroupId.of(new UUID(1, 1), DEVICE), new TaskName("t"), first.plusSeconds(i)),
                        Verdict.EXPIRED,
                        0,
                        null,
                        null))
                .toArray(Firing[]::new);
    }

    private static Poller.Share all() {
        return new Poller.Share(IntStream.range(0, Poller.SLICES).boxed().collect(Collectors.toSet()), 1);
    }
}
