package io.carillon.wakeup;

import static io.carillon.wakeup.Store.T0;
import static io.carillon.wakeup.Store.land;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.device.Devices;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.DayKind;
import io.carillon.schedule.Days;
import io.carillon.schedule.DeviceChange;
import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Edit;
import io.carillon.schedule.EventWrite;
import io.carillon.schedule.Plain;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Query;
import io.carillon.schedule.Reply;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract 1, <i>Calendars</i>: a change takes effect device by device, those due soonest first. */
class CalendarRolloutTest {
    private static final CalendarName DE = new CalendarName("de");
    private static final Set<Integer> ALL =
            IntStream.range(0, Poller.SLICES).boxed().collect(Collectors.toSet());

    private final ActorTestKit kit =
            ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("wakeup")));
    private final ManualTime time = ManualTime.get(kit.system());

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource
    void thoseDueSoonestTakeItFirstAndNoMoreAtATimeThanTheNodeHasTimeFor(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Calendar old = changed(database, "2026-12-24");
            List<Landing> landings = new ArrayList<>();
            int most = CalendarRollout.ASKED_AT_ONCE;
            for (int i = 0; i <= most; i++)
                landings.add(Store.landing(device(i), 1, follows(old, T0.plusSeconds((i * 7) % (most + 1)))));
            Store.land(database, landings);
            Calendar latest = changed(database, "2026-12-25");
            Told told = new Told(database);
            told.holding = true;
            kit.spawn(CalendarRollout.create(database, told, () -> new Poller.Share(ALL, 1)));
            timePassesUntil(() -> told.asked.size() == most);
            for (int i = 0; i < 3; i++) time.timePasses(CalendarRollout.BEAT);
            assertThat(told.asked).hasSize(most);
            assertThat(told.asked)
                    .extracting(id -> (Integer.parseInt(id.value()) * 7) % (most + 1))
                    .isSorted();
            told.release();
            timePassesUntil(() -> behind(database) == 0);
            assertThat(told.versions).containsOnly(latest);
            assertThat(told.asked).as("each once").doesNotHaveDuplicates().hasSize(most + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoCannotTakeItNowIsAskedAgainAndHoldsUpNobody(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Calendar old = changed(database, "2026-12-24");
            for (int i = 0; i < 5; i++) land(database, device(i), 1, follows(old, T0.plusSeconds(i)));
            changed(database, "2026-12-25");
            Told told = new Told(database);
            told.unavailable.add(device(0));
            kit.spawn(CalendarRollout.create(database, told, () -> new Poller.Share(ALL, 1)));
            timePassesUntil(() -> behind(database) == 1);
            told.unavailable.clear();
            timePassesUntil(() -> behind(database) == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachNodeTellsThoseOfItsSlicesAndAnotherGoesOnWhereItEnds(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Calendar old = changed(database, "2026-12-24");
            for (int i = 0; i < 20; i++) land(database, device(i), 1, follows(old, T0));
            changed(database, "2026-12-25");
            Set<Integer> half = IntStream.range(0, Poller.SLICES / 2).boxed().collect(Collectors.toSet());
            List<DeviceId> mine = IntStream.range(0, 20)
                    .mapToObj(CalendarRolloutTest::device)
                    .filter(id -> half.contains(WakeupTable.slice(id)))
                    .toList();
            Told one = new Told(database);
            var first = kit.spawn(CalendarRollout.create(database, one, () -> new Poller.Share(half, 2)));
            timePassesUntil(() -> one.asked.size() == mine.size());
            assertThat(one.asked).containsExactlyInAnyOrderElementsOf(mine);
            kit.stop(first);

            Told other = new Told(database);
            kit.spawn(CalendarRollout.create(database, other, () -> new Poller.Share(ALL, 1)));
            timePassesUntil(() -> behind(database) == 0);
            assertThat(other.asked).hasSize(20 - mine.size()).doesNotContainAnyElementsOf(mine);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void timePassesUntil(Condition condition) {
        await().until(() -> {
            time.timePasses(CalendarRollout.LOOK);
            return condition.holds();
        });
    }

    private static DeviceId device(int number) {
        return new DeviceId("" + number);
    }

    private static int behind(Database database) throws Exception {
        return database.inTransaction(sql -> new FollowerTable(sql)
                .behind(ALL, FollowerTable.Position.START, 1000)
                .size());
    }

    /** A version that says so. */
    private static Calendar changed(Database database, String date) throws Exception {
        Days days = Days.of(Map.of(LocalDate.parse(date), DayKind.NONE));
        return database.inTransaction(sql -> {
            CalendarTable table = new CalendarTable(sql);
            table.put(DE, days, table.lock(DE).isEmpty());
            return table.latest(DE).orElseThrow().calendar();
        });
    }

    private static EventWrite follows(Calendar calendar, Instant due) {
        return Plain.write(
                new DeviceCleared(T0), due, Instant.EPOCH, List.of(), Set.of(), Set.of(), true, Edit.to(calendar));
    }

    /** Devices that take a version by an event, as the real ones do. */
    private static final class Told implements Devices {
        final List<DeviceId> asked = new CopyOnWriteArrayList<>();
        final Set<Calendar> versions = ConcurrentHashMap.newKeySet();
        final Set<DeviceId> unavailable = ConcurrentHashMap.newKeySet();
        private final List<Runnable> held = new CopyOnWriteArrayList<>();
        private final Database database;
        volatile boolean holding;

        Told(Database database) {
            this.database = database;
        }

        void release() {
            holding = false;
            held.forEach(Runnable::run);
        }

        @Override
        public CompletionStage<Reply> change(DeviceId device, Change change, Caller caller) {
            Calendar calendar = ((DeviceChange.TakeCalendar) change).calendar();
            asked.add(device);
            versions.add(calendar);
            if (unavailable.contains(device))
                return CompletableFuture.completedStage(new Reply.No(Problem.UNAVAILABLE));
            CompletableFuture<Reply> answer = new CompletableFuture<>();
            Runnable take = () -> {
                try {
                    land(database, device, 2, follows(calendar, T0));
                    answer.complete(new Reply.Done());
                } catch (Exception failed) {
                    throw new CompletionException(failed);
                }
            };
            if (holding) held.add(take);
            else take.run();
            return answer;
        }

        @Override
        public CompletionStage<Reply> ask(DeviceId device, Query query, Caller caller) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wake(DeviceId device, ActorRef<TurnedAway> from) {
            throw new UnsupportedOperationException();
        }
    }
}
