package io.carillon.wakeup;

import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import com.typesafe.config.ConfigFactory;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrimmerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration RETENTION = Duration.ofDays(30);

    private final ActorTestKit kit =
            ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("wakeup")));
    private final ManualTime time = ManualTime.get(kit.system());

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource
    void linesOlderThanTheRetentionGoAndTheOthersStay(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Instant oldest = NOW.minus(RETENTION).minusSeconds(2500);
            SortedMap<FiringTable.Key, Firing> lines = new TreeMap<>();
            for (int i = 0; i < 2503; i++) add(lines, oldest.plusSeconds(i));
            database.inTransaction(connection -> {
                new FiringTable(connection).put(database.dialect(), lines);
                return true;
            });
            kit.spawn(Trimmer.create(database, RETENTION, () -> NOW));
            time.timePasses(Trimmer.EVERY);
            await().until(
                            () -> {
                                time.timePasses(Trimmer.BETWEEN_BATCHES);
                                return DatabaseTest.text(
                                        database, "select count(*) || ' from ' || min(scheduled_at) from firing");
                            },
                            ("3 from " + NOW.minus(RETENTION).toEpochMilli())::equals);
        }
    }

    private static void add(SortedMap<FiringTable.Key, Firing> lines, Instant at) {
        DeviceId device = new DeviceId("lamp");
        Occurrence occurrence = new Occurrence(GroupId.of(new UUID(1, 1), device), new TaskName("t"), at);
        Firing firing = new Firing(occurrence, Verdict.EXPIRED, 0, null, null);
        lines.put(FiringTable.Key.of(device, firing), firing);
    }
}
