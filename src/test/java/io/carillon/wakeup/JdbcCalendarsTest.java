package io.carillon.wakeup;

import static io.carillon.wakeup.Store.T0;
import static io.carillon.wakeup.Store.land;
import static io.carillon.wakeup.Store.landing;
import static io.carillon.wakeup.Store.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.carillon.PostgresServer;
import io.carillon.device.Calendars.Deletion;
import io.carillon.device.Calendars.Latest;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.DayKind;
import io.carillon.schedule.Days;
import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Edit;
import io.carillon.schedule.EventWrite;
import io.carillon.schedule.Plain;
import io.carillon.schedule.Wakeup;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calendars, their versions and who follows them; that no device is ever left with a version that is gone. */
class JdbcCalendarsTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load("wakeup"));
    private static final CalendarName DE = new CalendarName("de");
    private static final DeviceId LAMP = new DeviceId("lamp-1");
    private static final DeviceId NEIGHBOUR = new DeviceId("lamp-2");
    private static final Days CHRISTMAS =
            Days.of(Map.of(LocalDate.of(2026, 12, 24), DayKind.NONE, LocalDate.of(2026, 12, 25), DayKind.SUNDAY));
    private static final Days NEW_YEAR = Days.of(Map.of(LocalDate.of(2027, 1, 1), DayKind.SUNDAY));
    private static final String FOLLOWERS = "select device_id || ' ' || name || ' ' || version from calendar_follower";

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource
    void eachChangeIsANewVersionAndTheOldOneStaysAsItWas(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcCalendars calendars = calendars(database);
            assertThat(done(calendars.latest(DE))).isEmpty();
            Latest first = put(calendars, DE, CHRISTMAS);
            assertThat(put(calendars, DE, CHRISTMAS)).as("the same once more").isEqualTo(first);
            Latest second = put(calendars, DE, NEW_YEAR);

            assertThat(second.version().version()).isGreaterThan(first.version().version());
            JdbcCalendars another = calendars(database);
            assertThat(done(another.read(first.version())).orElseThrow().days()).isEqualTo(CHRISTMAS);
            assertThat(done(another.read(second.version())).orElseThrow().days())
                    .isEqualTo(NEW_YEAR);
            assertThat(done(another.read(first.version())).orElseThrow())
                    .as("read once")
                    .isSameAs(done(another.read(first.version())).orElseThrow());
            assertThat(done(another.read(new Calendar(DE, 999)))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theyAreListedByNameAndAPageAtATime(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcCalendars calendars = calendars(database);
            for (String name : List.of("b", "C", "a")) put(calendars, new CalendarName(name), Days.NONE);

            assertThat(done(calendars.list(0, 2)).names())
                    .extracting(CalendarName::value)
                    .containsExactly("C", "a");
            assertThat(done(calendars.list(2, 2)).names())
                    .extracting(CalendarName::value)
                    .containsExactly("b");
            assertThat(done(calendars.list(9, 2)).count()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoFollowsIsWrittenWithTheEvent(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcCalendars calendars = calendars(database);
            Calendar first = put(calendars, DE, CHRISTMAS).version();
            land(database, LAMP, 1, follows(first));
            assertThat(texts(database, FOLLOWERS)).containsExactly("lamp-1 de " + first.version());
            Calendar second = put(calendars, DE, NEW_YEAR).version();
            land(database, LAMP, 2, follows(second));
            land(database, LAMP, 3, Store.write());
            assertThat(texts(database, FOLLOWERS)).containsExactly("lamp-1 de " + second.version());
            assertThat(done(calendars.delete(DE))).isEqualTo(Deletion.FOLLOWED);
            land(database, LAMP, 4, follows(null));
            assertThat(texts(database, FOLLOWERS)).isEmpty();
            assertThat(done(calendars.delete(DE))).isEqualTo(Deletion.DELETED);
            assertThat(done(calendars.delete(DE))).isEqualTo(Deletion.NO_SUCH);
            assertThat(done(calendars.latest(DE))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEventThatFindsNoSuchVersionIsRefusedAlone(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Calendar gone = put(calendars(database), DE, CHRISTMAS).version();
            done(calendars(database).delete(DE));
            Calendar there = put(calendars(database), DE, CHRISTMAS).version();

            assertThat(land(
                            database,
                            List.of(
                                    landing(LAMP, 1, follows(gone)),
                                    landing(NEIGHBOUR, 1, follows(there)),
                                    landing(new DeviceId("lamp-3"), 1, Store.write()))))
                    .containsExactly(false, true, true);
            assertThat(texts(database, FOLLOWERS)).containsExactly("lamp-2 de " + there.version());
            assertThat(Store.events(database)).containsExactly("device|lamp-2 1", "device|lamp-3 1");
        }
    }

    /** Whoever comes second sees what the first has done, though the first had not committed when he began. */
    @ParameterizedTest
    @EnumSource
    void itIsNotDeletedInTheMomentInWhichADeviceBeginsToFollowIt(Engine engine) throws Exception {
        String url = engine.newUrl();
        try (Database database = Engine.open(url);
                Database other = Engine.open(url)) {
            database.migrate();
            Calendar version = put(calendars(database), DE, CHRISTMAS).version();
            CompletableFuture<Deletion> deletion = database.inTransaction(sql -> {
                new EventTransaction(List.of(landing(LAMP, 1, follows(version))), System::nanoTime, Telling.NOTHING)
                        .on(sql);
                CompletableFuture<Deletion> asked = calendars(other).delete(DE).toCompletableFuture();
                if (engine == Engine.POSTGRESQL) awaitBlocked(url);
                return asked;
            });

            assertThat(deletion.get(1, TimeUnit.MINUTES)).isEqualTo(Deletion.FOLLOWED);
            assertThat(done(calendars(database).read(version))).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noDeviceBeginsToFollowItInTheMomentInWhichItIsDeleted(Engine engine) throws Exception {
        String url = engine.newUrl();
        try (Database database = Engine.open(url);
                Database other = Engine.open(url)) {
            database.migrate();
            Calendar version = put(calendars(database), DE, CHRISTMAS).version();
            CompletableFuture<Boolean> landed = database.inTransaction(sql -> {
                CalendarTable table = new CalendarTable(sql);
                table.lock(DE);
                assertThat(table.delete(DE)).isTrue();
                CompletableFuture<Boolean> asked =
                        CompletableFuture.supplyAsync(() -> landsOn(other, LAMP, follows(version)));
                if (engine == Engine.POSTGRESQL) awaitBlocked(url);
                return asked;
            });

            assertThat(landed.get(1, TimeUnit.MINUTES)).isFalse();
            assertThat(texts(database, FOLLOWERS)).isEmpty();
            assertThat(Store.events(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void versionsGoThatAreNobodysLatestAndThatNoDeviceRunsBy(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcCalendars calendars = calendars(database);
            Calendar first = put(calendars, DE, CHRISTMAS).version();
            land(database, LAMP, 1, follows(first));
            Calendar unused = put(calendars, DE, NEW_YEAR).version();
            Calendar latest = put(calendars, DE, Days.NONE).version();

            assertThat(trim(database)).isEqualTo(1);
            JdbcCalendars another = calendars(database);
            assertThat(done(another.read(unused))).isEmpty();
            assertThat(done(another.read(first))).isPresent();
            land(database, LAMP, 2, follows(latest));
            assertThat(trim(database)).isEqualTo(1);
            assertThat(trim(database)).isZero();
            assertThat(done(calendars(database).read(first))).isEmpty();
            assertThat(done(another.latest(DE)).orElseThrow().version()).isEqualTo(latest);
        }
    }

    private static int trim(Database database) throws Exception {
        return database.inTransaction(sql -> new CalendarTable(sql).trim(10));
    }

    private static boolean landsOn(Database database, DeviceId device, EventWrite write) {
        try {
            return land(database, device, 1, write);
        } catch (Exception failed) {
            throw new CompletionException(failed);
        }
    }

    private static void awaitBlocked(String url) {
        await().until(() -> {
            try (Connection observer = DriverManager.getConnection(url, PostgresServer.USER, PostgresServer.PASSWORD)) {
                return JdbcWakeupsTest.number(
                                observer,
                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                        + " and datname = current_database()")
                        > 0;
            }
        });
    }

    private static JdbcCalendars calendars(Database database) {
        return new JdbcCalendars(database, KIT.system());
    }

    private static Latest put(JdbcCalendars calendars, CalendarName name, Days days) throws Exception {
        assertThat(done(calendars.put(name, days))).isTrue();
        return done(calendars.latest(name)).orElseThrow();
    }

    private static EventWrite follows(@Nullable Calendar calendar) {
        return Plain.write(
                new DeviceCleared(T0),
                Wakeup.NEVER,
                Instant.EPOCH,
                List.of(),
                Set.of(),
                Set.of(),
                true,
                Edit.to(calendar));
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
