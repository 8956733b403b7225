package io.carillon.wakeup;

import static io.carillon.wakeup.Store.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.carillon.device.Herald;
import io.carillon.device.Herald.Reception;
import io.carillon.device.Notice;
import io.carillon.device.RepeatedWarnings;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract 1, <i>Events</i>: how what is to be told is told again and again. */
class TellerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Poller.Share ALL = new Poller.Share(
            Set.copyOf(IntStream.range(0, Poller.SLICES).boxed().toList()), 1);

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load("wakeup"));
    private final AtomicReference<Instant> now = new AtomicReference<>(T0);
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final TellingReport report = new TellingReport();
    private Database database;

    @BeforeEach
    void migrate() throws Exception {
        database = Engine.H2.migrated();
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        database.close();
    }

    private void expire(String... devices) throws Exception {
        TreeMap<FiringTable.Key, Firing> lines = new TreeMap<>();
        for (String device : devices) {
            GroupId group = new GroupId("0198c0de0000700080000000000000ab." + device);
            Firing line =
                    new Firing(new Occurrence(group, new TaskName("a".repeat(32)), T0), Verdict.EXPIRED, 1, null, null);
            lines.put(FiringTable.Key.of(new DeviceId(device), line), line);
        }
        database.inTransaction(sql -> {
            new FiringTable(sql, new Telling(Set.of(Verdict.EXPIRED), Set.of("webhook"), now::get)).put(lines);
            return true;
        });
    }

    private Teller teller(Herald herald) {
        return new Teller(
                database,
                Map.of("webhook", herald),
                () -> ALL,
                now::get,
                report,
                new RepeatedWarnings(TellerTest.class, kit.system()),
                kit.system());
    }

    private Herald herald(Map<String, Reception> refusing) {
        return notice -> {
            told.add(notice.device().value());
            return CompletableFuture.completedFuture(
                    refusing.getOrDefault(notice.device().value(), Reception.TAKEN));
        };
    }

    private long waiting() throws Exception {
        return database.inTransaction(sql -> new NoticeTable(sql).waiting(ALL.slices()));
    }

    private void heard(String... devices) {
        await().atMost(LONG).untilAsserted(() -> assertThat(told).containsExactly(devices));
    }

    private Instant next() throws Exception {
        return Instant.ofEpochMilli(Long.parseLong(
                Store.texts(database, "select next_at from notice").get(0)));
    }

    @Test
    void whatIsTakenIsGone() throws Exception {
        expire("a", "b", "c");
        try (Teller teller = teller(herald(Map.of()))) {
            await().atMost(LONG).untilAsserted(() -> assertThat(told).containsExactlyInAnyOrder("a", "b", "c"));
            await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isZero());
        }
    }

    @Test
    void whatIsRefusedIsToldAgainAfterOneTwoFourSecondsAndHoldsUpNobody() throws Exception {
        expire("a");
        try (Teller teller = teller(herald(Map.of("a", Reception.refused("HTTP status 500"))))) {
            heard("a");
            await().atMost(LONG).untilAsserted(() -> assertThat(next()).isEqualTo(T0.plusSeconds(1)));
            expire("b");
            heard("a", "b");
            now.set(T0.plusSeconds(1));
            heard("a", "b", "a");
            await().atMost(LONG).untilAsserted(() -> assertThat(next()).isEqualTo(T0.plusSeconds(3)));
            now.set(T0.plusSeconds(3));
            heard("a", "b", "a", "a");
            await().atMost(LONG).untilAsserted(() -> assertThat(next()).isEqualTo(T0.plusSeconds(7)));
        }
    }

    @Test
    void whatAHeraldCannotTellIsToldAgainAndHoldsUpNobody() throws Exception {
        expire("thrown", "failed");
        Herald herald = herald(Map.of());
        try (Teller teller = teller(notice -> switch (notice.device().value()) {
            case "thrown" -> throw new IllegalStateException("no words for it");
            case "failed" -> CompletableFuture.failedFuture(new IllegalStateException("no words for it"));
            default -> herald.tell(notice);
        })) {
            await().atMost(LONG).untilAsserted(() -> assertThat(Store.texts(database, "select tries from notice"))
                    .containsExactly("1", "1"));
            expire("a");
            heard("a");
        }
    }

    /** After a rollback of the program. */
    @Test
    void whatOnlyANewerProgramKnowsWaitsForItAndHoldsUpNobody() throws Exception {
        String[] unknown = IntStream.range(0, 40).mapToObj(i -> "new-" + i).toArray(String[]::new);
        expire(unknown);
        Store.execute(database, "update notice set verdict = 'UNDERSTOOD'");
        now.set(T0.plusSeconds(1));
        expire("a");
        try (Teller teller = teller(herald(Map.of()))) {
            heard("a");
            await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isEqualTo(unknown.length));
        }
    }

    @Test
    void theReceiversOwnWishIsObeyedUpToAnHour() throws Exception {
        expire("a");
        try (Teller teller = teller(herald(Map.of("a", new Reception("HTTP status 503", Duration.ofDays(2)))))) {
            await().atMost(LONG).untilAsserted(() -> assertThat(next()).isEqualTo(T0.plus(Duration.ofHours(1))));
        }
    }

    /** As long as it answers, others go on. */
    @Test
    void oneThatTakesLongHoldsUpNoOther() throws Exception {
        expire("slow", "a", "b");
        CompletableFuture<Reception> late = new CompletableFuture<>();
        Herald herald = herald(Map.of());
        try (Teller teller = teller(notice -> notice.device().value().equals("slow") ? late : herald.tell(notice))) {
            await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isOne());
            expire("c");
            await().atMost(LONG).untilAsserted(() -> assertThat(told).contains("c"));
            late.complete(Reception.TAKEN);
            await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isZero());
        }
    }

    @Test
    void whatANodeHadInHandIsToldByAnother() throws Exception {
        expire("a");
        Queue<Notice> taken = new ConcurrentLinkedQueue<>();
        try (Teller dead = teller(notice -> {
            taken.add(notice);
            return new CompletableFuture<>();
        })) {
            await().atMost(LONG).untilAsserted(() -> assertThat(taken).hasSize(1));
        }
        try (Teller other = teller(herald(Map.of()))) {
            now.set(T0.plus(NoticeTable.CLAIMED));
            heard("a");
            assertThat(List.copyOf(taken)).extracting(Notice::id).hasSize(1);
        }
    }
}
