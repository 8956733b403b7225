package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.device.Devices;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Query;
import io.carillon.schedule.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FutureEventsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Set<Integer> ALL =
            IntStream.range(0, Poller.SLICES).boxed().collect(Collectors.toSet());

    private final ActorTestKit kit =
            ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("wakeup")));
    private final ManualTime time = ManualTime.get(kit.system());
    private final Woken woken = new Woken();
    private volatile Instant now = NOW;

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource
    void atTheStartThoseAheadOfTheClockAreWokenUntilThereAreNone(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            written(database, "ahead", NOW.plusSeconds(61));
            written(database, "near", NOW.plusSeconds(60));
            written(database, "past", NOW.minusSeconds(1));
            start(database, ALL);

            timePassesUntilWoken("ahead");
            timePassesUntilWoken("ahead", "ahead");
            timePassesUntilWoken("ahead", "ahead");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoseLastEventIsOfThePresentIsRightAgain(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            written(database, "right", NOW.plusSeconds(3600));
            Store.land(database, new DeviceId("right"), 2, Store.write());
            Store.execute(
                    database,
                    "update event_journal set write_timestamp = %d where sequence_number = 2"
                            .formatted(NOW.toEpochMilli()));
            written(database, "wrong", NOW.plusSeconds(3600));

            EventTable.Part part =
                    database.inTransaction(sql -> new EventTable(sql).later(NOW.plusSeconds(60), "", 100));
            assertThat(part.ahead()).containsExactly("device|wrong");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whenTheClockHasGoneBackByMoreThanAMinuteItBeginsAnew(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            written(database, "lamp", NOW);
            start(database, ALL);
            time.timePasses(FutureEvents.LOOK);
            assertThat(woken.ids).isEmpty();

            now = NOW.minus(Duration.ofHours(1));
            timePassesUntilWoken("lamp");
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachNodeWakesThoseOfItsSlices(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            for (int i = 0; i < 20; i++) written(database, "lamp-" + i, NOW.plusSeconds(3600));
            Set<Integer> half = IntStream.range(0, Poller.SLICES / 2).boxed().collect(Collectors.toSet());
            start(database, half);

            List<String> mine = IntStream.range(0, 20)
                    .mapToObj(i -> "lamp-" + i)
                    .filter(id -> half.contains(WakeupTable.slice(new DeviceId(id))))
                    .sorted()
                    .toList();
            timePassesUntilWoken(mine.toArray(String[]::new));
        }
    }

    private void start(Database database, Set<Integer> slices) {
        kit.spawn(FutureEvents.create(database, woken, () -> new Poller.Share(slices, 1), () -> now));
    }

    private static void written(Database database, String id, Instant at) throws Exception {
        DeviceId device = new DeviceId(id);
        Store.land(database, device, 1, Store.write());
        Store.execute(
                database,
                "update event_journal set write_timestamp = %d where persistence_id = 'device|%s'"
                        .formatted(at.toEpochMilli(), id));
    }

    private void timePassesUntilWoken(String... ids) {
        await().until(() -> {
            time.timePasses(FutureEvents.BEAT);
            return woken.ids.equals(List.of(ids));
        });
    }

    private static final class Woken implements Devices {
        final List<String> ids = new CopyOnWriteArrayList<>();

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
            ids.add(device.value());
        }
    }
}
