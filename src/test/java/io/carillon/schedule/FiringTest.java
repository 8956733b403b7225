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

    @ParameterizedTest
    @EnumSource
    void ofTwoLinesTheFirstStaysUnlessOnlyTheSecondWasAcknowledged(Verdict first) {
        for (Verdict second : Verdict.values()) {
            boolean replaced = !ACKNOWLEDGED.contains(first) && ACKNOWLEDGED.contains(second);

            assertThat(line(first, 1).or(line(second, 2))).isEqualTo(replaced ? line(second, 2) : line(first, 1));
        }
    }

    @Test
    void theFireIdIsTheTasksNameAndTheEpochSecond() {
        assertThat(OCCURRENCE.fireId()).isEqualTo("task-1780315200");
    }

    private static Firing line(Verdict verdict, int attempts) {
        return new Firing(OCCURRENCE, verdict, attempts, AT, null);
    }
}
