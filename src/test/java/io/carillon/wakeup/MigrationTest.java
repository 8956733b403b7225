package io.carillon.wakeup;

import static io.carillon.wakeup.Store.texts;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import io.carillon.PostgresServer;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.UserId;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * From a store that was made by the program before migration 5 ({@code resources/stored}): lamp-a with three users, one of
 * them unbound again, a zone, a group skipped and run by hand, and one deleted; lamp-b with a snapshot and an event after it;
 * lamp-c, bound and no more, whose last event held another off; lamp-d, cleared; lamp-e, whose row announces an event that
 * never came; lamp-f, whose once-group has fired.
 */
class MigrationTest {
    @ParameterizedTest
    @EnumSource
    void everyDeviceHasItsRowWithTheNumberOfItsLastEvent(Engine engine) throws Exception {
        try (Database database = stored(engine)) {
            database.migrate();
            assertThat(texts(
                            database,
                            "select device_id || ' ' || seq || case when listed then ' listed' else '' end from wakeup"
                                    + " order by device_id"))
                    .containsExactly(
                            "lamp-a 10 listed", "lamp-b 109 listed", "lamp-c 2 listed", "lamp-d 5", "lamp-f 4 listed");
            assertThat(texts(
                            database,
                            "select w.device_id from wakeup w where seq <> coalesce((select max(sequence_number)"
                                    + " from event_journal where persistence_id = 'device|' || w.device_id), 0)"
                                    + " or owed_from is not null"))
                    .isEmpty();
            assertThat(texts(
                            database,
                            "select device_id from wakeup where due_at = " + Long.MAX_VALUE + " order by device_id"))
                    .contains("lamp-c", "lamp-d");
        }
    }

    @ParameterizedTest
    @EnumSource
    void bindingsAreThoseOfTheEvents(Engine engine) throws Exception {
        try (Database database = stored(engine)) {
            database.migrate();
            assertThat(texts(database, "select user_id || ' ' || device_id from binding order by user_id, device_id"))
                    .containsExactly(
                            "alice lamp-a", "alice lamp-b", "alice lamp-c", "alice lamp-f", "bob lamp-a", "bob lamp-b");
        }
    }

    @ParameterizedTest
    @EnumSource
    void eventsSnapshotsAndLinesStay(Engine engine) throws Exception {
        String quoted = "\"%s\"";
        try (Database database = stored(engine)) {
            List<String> events = texts(database, sizes("\"event_journal\"", quoted, "event_payload"));
            List<String> snapshots = texts(database, sizes("\"snapshot\"", quoted, "snapshot_payload"));
            String lines = "select %s || ' ' || device_id || ' ' || fire_id || ' ' || group_id || ' ' || scheduled_at"
                    + " || ' ' || attempts || ' ' || verdict from firing order by 1";
            List<String> fired = texts(database, lines.formatted("floor(scheduled_at / 86400000)"));
            assertThat(events).isNotEmpty();
            assertThat(snapshots).isNotEmpty();
            assertThat(fired).hasSizeGreaterThan(1);
            database.migrate();
            assertThat(texts(database, sizes("event_journal", "%s", "event_payload")))
                    .isEqualTo(events);
            assertThat(texts(database, sizes("snapshot", "%s", "snapshot_payload")))
                    .isEqualTo(snapshots);
            assertThat(texts(database, lines.formatted("epoch_day"))).isEqualTo(fired);
        }
    }

    private static String sizes(String table, String quoted, String payload) {
        return "select %s || ' ' || %s || ' ' || octet_length(%s) from %s order by %s, %s"
                .formatted(
                        quoted.formatted("persistence_id"),
                        quoted.formatted("sequence_number"),
                        quoted.formatted(payload),
                        table,
                        quoted.formatted("persistence_id"),
                        quoted.formatted("sequence_number"));
    }

    @ParameterizedTest
    @EnumSource
    void whatHeldAnotherEventOffIsNowOneThatChangesNothing(Engine engine) throws Exception {
        try (Database database = stored(engine)) {
            database.migrate();
            assertThat(texts(
                            database,
                            "select event_ser_manifest from event_journal where persistence_id = 'device|lamp-c'"
                                    + " order by sequence_number"))
                    .containsExactly(
                            "io.carillon.schedule.DeviceEvent$UserBound",
                            "io.carillon.schedule.DeviceEvent$ClockSetRight");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNextEventOfEachDeviceLands(Engine engine) throws Exception {
        try (Database database = stored(engine)) {
            database.migrate();
            for (String row : texts(database, "select device_id || ' ' || seq from wakeup")) {
                String[] device = row.split(" ");
                assertThat(Store.land(database, new DeviceId(device[0]), Long.parseLong(device[1]) + 1, Store.write()))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theProgramAfterItReadsEveryDevice(Engine engine) throws Exception {
        try (Database database = stored(engine)) {
            database.migrate();
            JournalTest.withNode(database, kit -> {
                DeviceState a = read(kit, "lamp-a");
                assertThat(a.users()).extracting(UserId::value).containsExactlyInAnyOrder("alice", "bob");
                assertThat(a.zone()).isNotNull();
                assertThat(a.groups()).isNotEmpty().allMatch(group -> !group.tasks()
                        .isEmpty());
                assertThat(a.skips()).isNotEmpty();
                assertThat(read(kit, "lamp-b").groups()).isNotEmpty();
                assertThat(read(kit, "lamp-c").users()).hasSize(1);
                assertThat(read(kit, "lamp-d"))
                        .isEqualTo(DeviceState.cleared(read(kit, "lamp-d").lastEventAt()));
                assertThat(read(kit, "lamp-f").groups()).allMatch(group -> !group.enabled());
            });
        }
    }

    private static DeviceState read(ActorTestKit kit, String id) {
        TestProbe<DeviceState> probe = kit.createTestProbe();
        kit.spawn(ReplayedDevice.create(id)).tell(probe.ref());
        return probe.receiveMessage(Duration.ofSeconds(20));
    }

    private static Database stored(Engine engine) throws Exception {
        String url = engine.newUrl();
        String name = "/stored/" + engine.name().toLowerCase(Locale.ROOT) + ".sql";
        try (InputStream script = Objects.requireNonNull(MigrationTest.class.getResourceAsStream(name));
                Connection connection = DriverManager.getConnection(url, PostgresServer.USER, PostgresServer.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        return Engine.open(url);
    }
}
