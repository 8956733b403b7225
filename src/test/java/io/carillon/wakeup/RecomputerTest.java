package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Wakeup;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecomputerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String OLD = "2024a/Asia/Shanghai";
    private static final String NEW = "2025b/Asia/Shanghai";

    private final ActorTestKit kit =
            ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("wakeup")));
    private final ManualTime time = ManualTime.get(kit.system());
    private volatile boolean turn = true;

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource
    void thoseDueSoonestAreLoweredFirstAndTwoHundredASecond(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            store(database, later(500));
            computedWith(database, OLD);
            node(database, NEW);
            awaitRules(database, "mixed");
            time.timePasses(Recomputer.LOOK);
            awaitLowered(database, 200);
            assertThat(lowered(database))
                    .isEqualTo(IntStream.range(0, 200).boxed().toList());
            time.expectNoMessageFor(Recomputer.BEAT.minusMillis(1));
            assertThat(lowered(database)).hasSize(200);
            assertThat(complete(database)).isFalse();
            time.timePasses(Duration.ofMillis(1));
            awaitLowered(database, 400);
            assertThat(complete(database)).isFalse();
            time.timePasses(Recomputer.BEAT);
            await().until(() -> complete(database));
            assertThat(lowered(database)).hasSize(500);
            assertThat(rules(database)).isEqualTo(NEW);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyFiniteTimesToComeAreLoweredAndEachRowKeepsItsSeq(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            SortedMap<DeviceId, Wakeup> rows = new TreeMap<>(WakeupTable.BYTEWISE);
            rows.put(new DeviceId("never"), new Wakeup(Wakeup.NEVER, 3));
            rows.put(new DeviceId("overdue"), new Wakeup(NOW.minusSeconds(60), 4));
            rows.put(new DeviceId("later"), new Wakeup(NOW.plusSeconds(60), 5));
            store(database, rows);
            computedWith(database, OLD);
            node(database, NEW);
            finish(database, NEW);
            rows.put(new DeviceId("later"), new Wakeup(NOW, 5));
            assertThat(read(database, rows)).isEqualTo(rows);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withTheSameRulesNothingIsLowered(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            store(database, later(3));
            computedWith(database, NEW);
            node(database, NEW);
            for (int i = 0; i < 3; i++) look(database);
            assertThat(lowered(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseWithoutDevicesTakesTheRulesOfItsFirstNode(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            turn = false;
            node(database, NEW);
            awaitRules(database, NEW);
            assertThat(complete(database)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsOlderThanThisTableAreComputedAnew(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            store(database, later(3));
            node(database, NEW);
            finish(database, NEW);
            assertThat(lowered(database)).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLoweredWhileNodesDifferThoughTheDifferenceIsRemembered(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            turn = false;
            store(database, later(3));
            computedWith(database, OLD);
            ActorRef<Recomputer.Message> gone = node(database, NEW);
            awaitRules(database, "mixed");
            for (int i = 0; i < 3; i++) look(database);
            assertThat(lowered(database)).isEmpty();
            kit.stop(gone);
            // the update was taken back: what the node with the new rules computed is computed again by the old
            turn = true;
            node(database, OLD);
            finish(database, OLD);
            assertThat(lowered(database)).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherNodeGoesOnWhereOneEnded(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            store(database, later(500));
            computedWith(database, OLD);
            ActorRef<Recomputer.Message> first = node(database, NEW);
            awaitRules(database, "mixed");
            time.timePasses(Recomputer.LOOK);
            awaitLowered(database, 200);
            kit.stop(first);
            // the devices lowered have been woken and settled meanwhile
            store(database, new TreeMap<>(later(500).headMap(device(200))));
            node(database, NEW);
            finish(database, NEW);
            assertThat(lowered(database))
                    .isEqualTo(IntStream.range(200, 500).boxed().toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nodesThatStartAtOnceLowerEachRowOnce(Engine engine) throws Exception {
        String url = engine.newUrl();
        try (Database one = Engine.open(url);
                Database two = Engine.open(url)) {
            one.migrate();
            store(one, later(900));
            computedWith(one, OLD);
            for (Database database : List.of(one, two, one)) node(database, NEW);
            finish(one, NEW);
            assertThat(lowered(one)).hasSize(900);
        }
    }

    private ActorRef<Recomputer.Message> node(Database database, String rules) {
        return kit.spawn(Recomputer.create(database, rules, () -> turn, () -> NOW));
    }

    private void finish(Database database, String rules) {
        await().until(() -> {
            time.timePasses(Recomputer.BEAT);
            return complete(database) && rules(database).equals(rules);
        });
    }

    private void look(Database database) throws SQLException {
        time.timePasses(Recomputer.LOOK);
        rules(database);
    }

    private static DeviceId device(int number) {
        return new DeviceId("lamp-%04d".formatted(number));
    }

    /** So many devices, one due a second from now on; the number tells the order. */
    private static SortedMap<DeviceId, Wakeup> later(int count) {
        SortedMap<DeviceId, Wakeup> rows = new TreeMap<>(WakeupTable.BYTEWISE);
        for (int i = 0; i < count; i++) rows.put(device(i), new Wakeup(NOW.plusSeconds(1 + i / 3), 1));
        return rows;
    }

    private static void store(Database database, SortedMap<DeviceId, Wakeup> rows) throws SQLException {
        Store.rows(database, rows);
    }

    private static Map<DeviceId, Wakeup> read(Database database, SortedMap<DeviceId, Wakeup> rows) throws SQLException {
        return database.inTransaction(sql -> new WakeupTable(sql).read(rows.keySet()));
    }

    private static void computedWith(Database database, String rules) throws SQLException {
        database.inTransaction(sql -> {
            new ZoneRulesTable(sql).write(ZoneRulesTable.Computed.all(rules));
            return true;
        });
    }

    /** The numbers of the devices whose rows are due now. */
    private static List<Integer> lowered(Database database) throws SQLException {
        Wakeup lowered = new Wakeup(NOW, 1);
        Map<DeviceId, Wakeup> found = read(database, later(1000));
        return IntStream.range(0, 1000)
                .filter(i -> lowered.equals(found.get(device(i))))
                .boxed()
                .toList();
    }

    private static void awaitLowered(Database database, int count) {
        await().until(() -> lowered(database).size() >= count);
    }

    private static void awaitRules(Database database, String rules) {
        await().until(() -> rules(database), rules::equals);
    }

    private static String rules(Database database) throws SQLException {
        return String.valueOf(DatabaseTest.text(database, "select rules from zone_rules"));
    }

    private static boolean complete(Database database) throws SQLException {
        return DatabaseTest.text(database, "select due_at from zone_rules").equals(Long.toString(Long.MAX_VALUE));
    }
}
