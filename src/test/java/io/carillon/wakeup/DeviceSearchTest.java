package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.carillon.device.DeviceIndex.Found;
import io.carillon.device.DeviceIndex.Listed;
import io.carillon.device.DeviceIndex.Scope;
import io.carillon.device.DeviceIndex.Search;
import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.DeviceEvent.UserBound;
import io.carillon.schedule.DeviceEvent.UserUnbound;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Edit;
import io.carillon.schedule.EventWrite;
import io.carillon.schedule.UserId;
import io.carillon.schedule.Wakeup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceSearchTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load("wakeup"));
    private static final UserId BOB = new UserId("bob");
    private static final Scope ALL = new Scope.Every();
    private static final Scope ALICES = new Scope.BoundTo(Store.ALICE);

    @SuppressWarnings("NullAway.Init")
    private Database database;

    @SuppressWarnings("NullAway.Init")
    private JdbcDeviceIndex index;

    private int labels;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Bound to alice: a1, a.2, A3, B-4 and b_5. To bob: c6. To nobody any more, and not listed: d7. */
    private void stored(Engine engine) throws Exception {
        database = engine.migrated();
        index = new JdbcDeviceIndex(database, KIT.system());
        for (String id : List.of("b_5", "a1", "A3", "a.2", "B-4")) bind(id, Store.ALICE);
        bind("c6", BOB);
        bind("d7", BOB);
        DeviceId gone = new DeviceId("d7");
        Store.land(database, gone, 2, Store.write(new UserUnbound(BOB, Store.T0.plusMillis(1)), Set.of(), Set.of(BOB)));
        for (String label : List.of("Attic", "K%üche")) label("B-4", label);
    }

    private void label(String id, String label) throws Exception {
        DeviceEvent event = new UserBound(Store.ALICE, Store.T0);
        long number = ++labels + 1;
        Store.land(
                database,
                new DeviceId(id),
                number,
                new EventWrite(
                        event,
                        Wakeup.NEVER,
                        Instant.EPOCH,
                        List.of(),
                        Set.of(),
                        Set.of(),
                        true,
                        Edit.unnamed(),
                        label));
    }

    private void bind(String id, UserId user) throws Exception {
        Store.land(database, new DeviceId(id), 1, Store.write(new UserBound(user, Store.T0), Set.of(user), Set.of()));
    }

    @ParameterizedTest
    @EnumSource
    void usersSeeTheirsAndAdministratorsAllThatAreListedByIdInTheOrderOfBytes(Engine engine) throws Exception {
        stored(engine);
        assertThat(found(ALICES, null, null)).isEqualTo("5: A3 B-4 a.2 a1 b_5");
        assertThat(found(new Scope.BoundTo(BOB), null, null)).isEqualTo("1: c6");
        assertThat(found(new Scope.BoundTo(new UserId("eve")), null, null)).isEqualTo("0:");
        assertThat(found(ALL, null, null)).isEqualTo("6: A3 B-4 a.2 a1 b_5 c6");
        assertThat(found(named("a1", "unknown", "B-4"), null, null)).isEqualTo("3: B-4 a1 unknown");
    }

    @ParameterizedTest
    @EnumSource
    void aPageIsCutOutAndAllAreCounted(Engine engine) throws Exception {
        stored(engine);
        for (Scope scope : List.of(ALICES, named("A3", "B-4", "a.2", "a1", "b_5"))) {
            assertThat(text(search(new Search(scope, Optional.empty(), Optional.empty(), 2, 2))))
                    .isEqualTo("5: a.2 a1");
            assertThat(text(search(new Search(scope, Optional.empty(), Optional.empty(), 99_999_999_900L, 100))))
                    .isEqualTo("5:");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPrefixIsOfTheIdAndAPartOfIdOrLabelWhateverItsCase(Engine engine) throws Exception {
        stored(engine);
        for (Scope scope : List.of(ALICES, ALL, named("A3", "B-4", "a.2", "a1", "b_5"))) {
            assertThat(found(scope, "a", null)).isEqualTo("2: a.2 a1");
            assertThat(found(scope, "B-4", null)).isEqualTo("1: B-4");
            assertThat(found(scope, null, "A")).isEqualTo("3: A3 a.2 a1");
            assertThat(found(scope, null, "k%ü")).isEqualTo("1: B-4");
            assertThat(found(scope, "a", "2")).isEqualTo("1: a.2");
            assertThat(found(scope, "a", "K")).isEqualTo("0:");
            for (String nothing : List.of("!", "a%1", "a_1", "'"))
                assertThat(found(scope, null, nothing)).as(nothing).isEqualTo("0:");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLabelComesWithTheId(Engine engine) throws Exception {
        stored(engine);
        for (Scope scope : List.of(ALICES, ALL, named("B-4", "a1")))
            assertThat(search(new Search(scope, Optional.of("B"), Optional.empty(), 0, 100))
                            .devices())
                    .containsExactly(new Listed(new DeviceId("B-4"), "K%üche"));
    }

    private static Scope named(String... ids) {
        return new Scope.Named(Stream.of(ids).map(DeviceId::new).collect(Collectors.toSet()));
    }

    private String found(Scope scope, @Nullable String prefix, @Nullable String part) throws Exception {
        return text(search(new Search(scope, Optional.ofNullable(prefix), Optional.ofNullable(part), 0, 100)));
    }

    private Found search(Search search) throws Exception {
        return index.search(search).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static String text(Found found) {
        return found.count() + ":"
                + found.devices().stream().map(one -> " " + one.id()).collect(Collectors.joining());
    }
}
