package io.carillon.schedule;

import static io.carillon.schedule.Schedules.groupId;
import static io.carillon.schedule.Schedules.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FiringTest {
    private static final Instant AT = Instant.parse("2026-06-01T12:00:00Z");
    private static final Occurrence OCCURRENCE = new Occurrence(groupId(1), name("task"), AT);
    private static final Set<Verdict> ACKNOWLEDGED = Set.of(Verdict.DELIVERED, Verdict.NO_SUBSCRIBER);
    private static final Set<Verdict> ANSWERED = Set.of(Verdict.CONFIRMED, Verdict.FAILED);

    @ParameterizedTest
    @EnumSource(names = "WAITING", mode = EnumSource.Mode.EXCLUDE)
    void ofTwoVerdictsTheFirstStaysUnlessOnlyTheSecondWasAnsweredOrAcknowledged(Verdict first) {
        for (Verdict second : Verdict.values()) {
            if (second == Verdict.WAITING) continue;
            boolean replaced = !ANSWERED.contains(first)
                    && (ANSWERED.contains(second) || !ACKNOWLEDGED.contains(first) && ACKNOWLEDGED.contains(second));

            assertThat(line(first, 1).or(line(second, 2))).isEqualTo(replaced ? line(second, 2) : line(first, 1));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "WAITING", mode = EnumSource.Mode.EXCLUDE)
    void everyVerdictReplacesWaitingAndKeepsItsTimes(Verdict verdict) {
        Confirmation missing = Confirmation.missing(AT.plusSeconds(60));
        Firing waiting = new Firing(OCCURRENCE, Verdict.WAITING, 3, AT, AT.plusMillis(5), null, missing);
        Firing end = new Firing(OCCURRENCE, verdict, 1, AT.plusSeconds(9), null);
        Verdict left = verdict == Verdict.EXPIRED ? Verdict.UNANSWERED : verdict;

        assertThat(waiting.or(end)).isEqualTo(new Firing(OCCURRENCE, left, 3, AT, AT.plusMillis(5), null, missing));
    }

    @ParameterizedTest
    @EnumSource(names = "WAITING", mode = EnumSource.Mode.EXCLUDE)
    void whatIsToldTooLateToWaitChangesOnlyWhatExpired(Verdict verdict) {
        Firing waiting = line(Verdict.WAITING, 3);
        boolean expired = verdict == Verdict.EXPIRED;

        assertThat(line(verdict, 1).or(waiting)).isEqualTo(expired ? line(Verdict.UNANSWERED, 3) : line(verdict, 1));
    }

    @Test
    void theFireIdIsTheTasksNameAndTheEpochSecond() {
        assertThat(OCCURRENCE.fireId()).isEqualTo("task-1780315200");
    }

    private static Firing line(Verdict verdict, int attempts) {
        return new Firing(OCCURRENCE, verdict, attempts, AT, null);
    }
}
