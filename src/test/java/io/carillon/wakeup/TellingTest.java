package io.carillon.wakeup;

import static io.carillon.wakeup.Store.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.carillon.device.Notice;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.EventWrite;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Plain;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract 1, <i>Events</i>: what is told, whichever transaction writes the line. */
class TellingTest {
    private static final DeviceId LAMP = new DeviceId("lamp");
    private static final Set<Integer> ALL =
            Set.copyOf(IntStream.range(0, Poller.SLICES).boxed().toList());
    private static final Instant LATER = T0.plusSeconds(600);
    private static final String GROUP = "0198c0de0000700080000000000000ab.bGFtcA";

    private static Firing firing(Verdict verdict) {
        return new Firing(
                new Occurrence(new GroupId(GROUP), new TaskName("a".repeat(32)), T0),
                verdict,
                2,
                T0.plusMillis(3),
                verdict == Verdict.EXPIRED ? null : T0.plusMillis(5),
                verdict == Verdict.EXPIRED ? "broker away" : null,
                verdict.acknowledged() ? null : new Confirmation(T0.plusSeconds(300), null, null));
    }

    private static Firing answered(Verdict verdict) {
        Firing open = firing(Verdict.WAITING);
        return new Firing(
                open.occurrence(),
                verdict,
                2,
                open.publishedAt(),
                open.acknowledgedAt(),
                null,
                new Confirmation(T0.plusSeconds(300), T0.plusSeconds(9), "42 °"));
    }

    private static Telling telling(Verdict... of) {
        return new Telling(Set.of(of), Set.of("webhook", "mqtt"), () -> LATER);
    }

    private static void put(Database database, Telling telling, Firing line) throws Exception {
        database.inTransaction(sql -> {
            new FiringTable(sql, telling).put(new TreeMap<>(Map.of(FiringTable.Key.of(LAMP, line), line)));
            return true;
        });
    }

    private static List<NoticeTable.Row> due(Database database, String target, Instant at) throws Exception {
        return database.inTransaction(sql -> new NoticeTable(sql).claim(target, ALL, at, 10, 10));
    }

    private static List<String> told(Database database) throws Exception {
        return due(database, "mqtt", LATER).stream()
                .map(row -> row.notice().firing().verdict().text())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aVerdictThatIsToldIsKeptForEachTargetWithAllThatItsLineSays(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Firing line = answered(Verdict.FAILED);
            put(database, telling(Verdict.FAILED), line);
            Notice expected = new Notice(LAMP, line, T0.plusSeconds(9));
            for (String target : List.of("mqtt", "webhook"))
                assertThat(due(database, target, LATER))
                        .extracting(NoticeTable.Row::notice)
                        .containsExactly(expected);
            assertThat(expected.id()).isEqualTo("lamp/" + line.occurrence().fireId() + "/failed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void noOtherVerdictIsTold(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            put(database, telling(Verdict.EXPIRED), firing(Verdict.WAITING));
            put(database, telling(Verdict.EXPIRED), answered(Verdict.CONFIRMED));
            assertThat(told(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServiceThatTellsNobodyWritesNothing(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            put(database, new Telling(Set.of(Verdict.values()), Set.of(), () -> LATER), firing(Verdict.EXPIRED));
            assertThat(Store.texts(database, "select verdict from notice")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatReplacesAToldVerdictIsToldToo(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            put(database, telling(Verdict.EXPIRED), firing(Verdict.EXPIRED));
            put(database, telling(Verdict.EXPIRED), firing(Verdict.EXPIRED));
            put(database, telling(Verdict.EXPIRED), firing(Verdict.DELIVERED));
            assertThat(told(database)).containsExactlyInAnyOrder("expired", "delivered");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatExpiredWhileTheBrokerHadItIsToldAsUnanswered(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            put(database, telling(Verdict.UNANSWERED), firing(Verdict.WAITING));
            put(database, telling(Verdict.UNANSWERED), firing(Verdict.EXPIRED));
            assertThat(due(database, "mqtt", LATER)).singleElement().satisfies(row -> {
                assertThat(row.notice().firing().verdict().text()).isEqualTo("unanswered");
                assertThat(row.notice().at()).isEqualTo(T0.plusSeconds(300));
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheEndOfADeviceEndsIsToldThoughItsLineIsGone(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Store.land(database, LAMP, 1, Store.write());
            EventWrite clear = Plain.write(
                    new DeviceCleared(T0),
                    Wakeup.NEVER,
                    Instant.EPOCH,
                    List.of(firing(Verdict.WITHDRAWN)),
                    Set.of(),
                    Set.of(),
                    false);
            EventTransaction transaction = new EventTransaction(
                    List.of(Store.landing(LAMP, 2, clear)), System::nanoTime, telling(Verdict.WITHDRAWN));
            database.inTransaction(sql -> transaction.on(sql));
            assertThat(told(database)).containsExactly("withdrawn");
            assertThat(Store.texts(database, "select fire_id from firing")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsClaimedIsTheClaimersAloneAndForAWhile(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            put(database, telling(Verdict.EXPIRED), firing(Verdict.EXPIRED));
            assertThat(due(database, "mqtt", LATER)).hasSize(1);
            assertThat(due(database, "mqtt", LATER)).isEmpty();
            assertThat(due(database, "mqtt", LATER.plus(NoticeTable.CLAIMED))).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void newOnesGoBeforeThoseThatFailedAndWhatIsADayOldIsGivenUp(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            put(database, telling(Verdict.EXPIRED, Verdict.FAILED), firing(Verdict.EXPIRED));
            List<NoticeTable.Row> first = due(database, "mqtt", LATER);
            database.inTransaction(sql -> {
                new NoticeTable(sql).postpone(List.of(first.get(0).again(LATER.plusSeconds(1))));
                return true;
            });
            assertThat(due(database, "mqtt", LATER)).isEmpty();
            put(database, telling(Verdict.EXPIRED, Verdict.FAILED), answered(Verdict.FAILED));
            Instant soon = LATER.plusSeconds(1);
            assertThat(due(database, "mqtt", soon))
                    .extracting(row -> row.notice().firing().verdict().text(), NoticeTable.Row::tries)
                    .containsExactly(tuple("failed", 0L), tuple("expired", 1L));
            Instant nextDay = LATER.plus(Duration.ofDays(1));
            assertThat(due(database, "mqtt", nextDay)).isEmpty();
            assertThat(database.<Integer>inTransaction(sql -> new NoticeTable(sql).giveUp(nextDay)))
                    .isEqualTo(4);
            assertThat(database.<Long>inTransaction(sql -> new NoticeTable(sql).waiting(ALL)))
                    .isZero();
        }
    }
}
