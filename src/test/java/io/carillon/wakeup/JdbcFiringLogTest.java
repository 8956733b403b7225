package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcFiringLogTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load("wakeup"));
    private static final DeviceId DEVICE = new DeviceId("lamp-1");
    private static final GroupId GROUP = GroupId.of(new UUID(1, 1), DEVICE);
    private static final GroupId OTHER = GroupId.of(new UUID(1, 2), DEVICE);
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource
    void aGroupsLatestFiringsComeNewestFirstAndWithAllTheirTimes(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Firing delivered =
                    new Firing(occurrence(GROUP, "a", T0), Verdict.DELIVERED, 2, T0.plusMillis(7), T0.plusMillis(9));
            Firing expired = new Firing(
                    occurrence(GROUP, "a", T0.plusSeconds(60)),
                    Verdict.EXPIRED,
                    1,
                    T0.plusSeconds(61),
                    null,
                    "broker away",
                    null);
            Firing withdrawn =
                    new Firing(occurrence(GROUP, "b", T0.plusSeconds(120)), Verdict.WITHDRAWN, 0, null, null);
            Firing others = new Firing(occurrence(OTHER, "c", T0.plusSeconds(180)), Verdict.EXPIRED, 0, null, null);
            Firing byHand = new Firing(
                    new Occurrence(GROUP, new TaskName("a"), T0.plusMillis(90_001), true),
                    Verdict.DELIVERED,
                    1,
                    T0.plusMillis(90_002),
                    T0.plusMillis(90_003));
            Store.lines(database, DEVICE, delivered, expired, withdrawn, byHand, others);
            JdbcFiringLog log = new JdbcFiringLog(database, KIT.system());
            assertThat(recent(log, 10)).containsExactly(withdrawn, byHand, expired, delivered);
            assertThat(recent(log, 2)).containsExactly(withdrawn, byHand);
            assertThat(recent(log, Set.of(GROUP, OTHER), Excerpt.first(10)))
                    .as("of several groups")
                    .containsExactly(others, withdrawn, byHand, expired, delivered);
            assertThat(recent(log, Set.of(), Excerpt.first(10))).as("of none").isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLineWhoseVerdictOnlyANewerProgramKnowsIsLeftOut(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Firing known = new Firing(occurrence(GROUP, "a", T0), Verdict.EXPIRED, 0, null, null);
            Firing other = new Firing(occurrence(GROUP, "b", T0), Verdict.EXPIRED, 0, null, null);
            Store.lines(database, DEVICE, known, other);
            Store.execute(database, "update firing set verdict = 'FROM_LATER' where task = 'b'");
            assertThat(recent(new JdbcFiringLog(database, KIT.system()), 10)).containsExactly(known);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromAndToNarrowItAndToIsLeftOut(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Firing[] lines = Stream.of(-1, 0, 1, 86_400_000, 86_400_001)
                    .map(millis -> new Firing(
                            new Occurrence(GROUP, new TaskName("a"), T0.plusMillis(millis), true),
                            Verdict.EXPIRED,
                            0,
                            null,
                            null))
                    .toArray(Firing[]::new);
            Store.lines(database, DEVICE, lines);
            JdbcFiringLog log = new JdbcFiringLog(database, KIT.system());
            Instant next = T0.plus(Duration.ofDays(1));
            assertThat(recent(log, Set.of(GROUP), new Excerpt(9, T0, next))).containsExactly(lines[2], lines[1]);
            assertThat(recent(log, Set.of(GROUP, OTHER), new Excerpt(9, T0.plusNanos(1), next.plusNanos(1))))
                    .containsExactly(lines[3], lines[2]);
            assertThat(recent(log, Set.of(GROUP, OTHER), new Excerpt(9, next, null)))
                    .containsExactly(lines[4], lines[3]);
            assertThat(recent(log, Set.of(GROUP, OTHER), new Excerpt(9, null, T0)))
                    .containsExactly(lines[0]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAcknowledgementThatComesAfterAllTakesTheReasonAway(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            Occurrence occurrence = occurrence(GROUP, "a", T0);
            Firing delivered = new Firing(occurrence, Verdict.DELIVERED, 2, T0, T0);
            Store.lines(database, DEVICE, new Firing(occurrence, Verdict.EXPIRED, 1, T0, null, "broker away", null));
            Store.lines(database, DEVICE, delivered);
            assertThat(recent(new JdbcFiringLog(database, KIT.system()), 10)).containsExactly(delivered);
        }
    }

    private static List<Firing> recent(JdbcFiringLog log, int limit) throws Exception {
        return recent(log, Set.of(GROUP), Excerpt.first(limit));
    }

    private static List<Firing> recent(JdbcFiringLog log, Set<GroupId> groups, Excerpt wanted) throws Exception {
        return log.recent(DEVICE, groups, wanted).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static Occurrence occurrence(GroupId group, String task, Instant at) {
        return new Occurrence(group, new TaskName(task), at);
    }
}
