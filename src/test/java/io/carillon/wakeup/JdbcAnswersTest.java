package io.carillon.wakeup;

import static io.carillon.wakeup.Store.T0;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.carillon.device.AnswerTaken;
import io.carillon.device.AnsweringDevices;
import io.carillon.device.Outcome;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Input;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Design, step 11: what the tables settle by themselves brings no device into memory. */
class JdbcAnswersTest {
    private static final DeviceId LAMP = new DeviceId("lamp");
    private static final Occurrence OCCURRENCE =
            new Occurrence(GroupId.of(new UUID(1, 1), LAMP), new TaskName("t"), T0);
    private static final Instant NOW = T0.plusSeconds(600);
    private static final Instant VALID_UNTIL = T0.plusSeconds(300);

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load("wakeup"));
    private final List<DeviceId> asked = new CopyOnWriteArrayList<>();
    private final List<DeviceId> hailed = new CopyOnWriteArrayList<>();
    private final List<Outcome> heard = new CopyOnWriteArrayList<>();
    private final List<@Nullable Outcome> says = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private JdbcAnswers answers(Database database) {
        AnsweringDevices devices = new AnsweringDevices() {
            @Override
            public CompletionStage<AnswerTaken> take(DeviceId device, Input.Answered answer) {
                asked.add(device);
                return CompletableFuture.completedFuture(
                        new AnswerTaken(says.isEmpty() ? Outcome.CONFIRMED : says.remove(0)));
            }

            @Override
            public void hail(DeviceId device) {
                hailed.add(device);
            }
        };
        return new JdbcAnswers(database, devices, () -> NOW, kit.system(), (outcome, after) -> heard.add(outcome));
    }

    private static Input.Answered answer(String fireId) {
        return new Input.Answered(fireId, Verdict.CONFIRMED, "done", NOW);
    }

    private static Outcome told(JdbcAnswers answers, Input.Answered answer) throws Exception {
        return answers.answered(LAMP, answer).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static Firing line(Verdict verdict, Instant validUntil) {
        return new Firing(OCCURRENCE, verdict, 1, T0, T0, null, new Confirmation(validUntil, null, null));
    }

    private static void row(Database database, Instant owedFrom) throws Exception {
        Store.row(database, LAMP, owedFrom, 1);
    }

    private static List<String> verdicts(Database database) throws Exception {
        return Store.texts(database, "select verdict || ' ' || coalesce(answer, '-') from firing");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsUnansweredIsTurnedInTheTable(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            row(database, Wakeup.NEVER);
            Store.lines(database, LAMP, line(Verdict.UNANSWERED, VALID_UNTIL));
            JdbcAnswers answers = answers(database);
            assertThat(told(answers, answer(OCCURRENCE.fireId()))).isEqualTo(Outcome.LATE);
            assertThat(verdicts(database)).containsExactly("CONFIRMED done");
            assertThat(told(answers, answer(OCCURRENCE.fireId()))).isEqualTo(Outcome.REPEATED);
            assertThat(asked).isEmpty();
            assertThat(heard).containsExactly(Outcome.LATE, Outcome.REPEATED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoAnswersInOneBatchAreTheFirstAndARepeat(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            row(database, Wakeup.NEVER);
            Store.lines(database, LAMP, line(Verdict.UNANSWERED, VALID_UNTIL));
            JdbcAnswers answers = answers(database);
            List<CompletableFuture<Outcome>> both = new ArrayList<>();
            for (int i = 0; i < 20; i++)
                both.add(answers.answered(LAMP, answer(OCCURRENCE.fireId())).toCompletableFuture());
            CompletableFuture.allOf(both.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            assertThat(heard.stream().filter(Outcome.LATE::equals)).hasSize(1);
            assertThat(heard.stream().filter(Outcome.REPEATED::equals)).hasSize(19);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDayAfterItsEndItTakesNoAnswer(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            row(database, Wakeup.NEVER);
            Store.lines(database, LAMP, line(Verdict.UNANSWERED, NOW.minus(Duration.ofHours(25))));
            assertThat(told(answers(database), answer(OCCURRENCE.fireId()))).isEqualTo(Outcome.UNKNOWN);
            assertThat(verdicts(database)).containsExactly("UNANSWERED -");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOverOtherwiseOrOfNobodyIsDroppedAndWakesNobody(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            row(database, NOW.plusSeconds(3600));
            JdbcAnswers answers = answers(database);
            for (Verdict over : Arrays.asList(Verdict.WITHDRAWN, Verdict.SUPERSEDED, Verdict.EXPIRED)) {
                Store.execute(database, "delete from firing");
                Store.lines(database, LAMP, line(over, VALID_UNTIL));
                assertThat(told(answers, answer(OCCURRENCE.fireId()))).isEqualTo(Outcome.UNKNOWN);
            }
            assertThat(told(answers, answer("other-" + T0.getEpochSecond()))).isEqualTo(Outcome.UNKNOWN);
            assertThat(told(answers, answer("no id at all"))).isEqualTo(Outcome.UNKNOWN);
            assertThat(answers.answered(new DeviceId("nobody"), answer(OCCURRENCE.fireId()))
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS))
                    .isEqualTo(Outcome.UNKNOWN);
            assertThat(asked).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOpenGoesToItsDeviceWhichMayHaveItLookedUpAgain(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            row(database, T0);
            Store.lines(database, LAMP, line(Verdict.WAITING, VALID_UNTIL));
            says.add(null);
            says.add(Outcome.FAILED);
            assertThat(told(answers(database), answer(OCCURRENCE.fireId()))).isEqualTo(Outcome.FAILED);
            assertThat(asked).containsExactly(LAMP, LAMP);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hereGoesToADeviceThatHasSomethingOpenAndToNoOther(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            JdbcAnswers answers = answers(database);
            row(database, NOW.plusSeconds(3600));
            assertThat(answers.here(LAMP).toCompletableFuture().get(60, TimeUnit.SECONDS))
                    .isEqualTo(Outcome.HERE);
            assertThat(answers.here(new DeviceId("nobody"))
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS))
                    .isEqualTo(Outcome.HERE);
            assertThat(hailed).isEmpty();
            Store.execute(database, "update wakeup set owed_from = " + T0.toEpochMilli());
            answers.here(LAMP).toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertThat(hailed).containsExactly(LAMP);
        }
    }
}
