package io.carillon.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.ClusterNews.Happened;
import io.carillon.http.ClusterNews.Health;
import io.carillon.http.ClusterNews.History;
import io.carillon.http.ClusterNews.Lost;
import io.carillon.http.ClusterNews.Second;
import io.carillon.schedule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HourTest {
    private static final Instant START = Instant.parse("2026-03-02T11:00:00Z");

    private final Hour hour = new Hour(START);

    @Test
    void theSecondsOfAllNodesAreSummedUpInStepsOfTen() {
        hour.add(second("a:1", 11, 2));
        hour.add(second("b:1", 12, 3));
        hour.add(second("a:1", 25, 1));
        assertThat(history(30).tens())
                .extracting(ten -> ten.verdicts().get(Verdict.DELIVERED))
                .containsExactly(5, 1);
        assertThat(history(30).since()).isEqualTo(START);
    }

    @Test
    void whatIsOlderThanAnHourGoes() {
        hour.add(second("a:1", 11, 2));
        hour.add(new Happened(START.plusSeconds(20), "down", "b:1"));
        hour.add(second("a:1", 3700, 1));
        History later = history(3700);
        assertThat(later.tens()).hasSize(1);
        assertThat(later.happened()).isEmpty();
        assertThat(later.since()).isEqualTo(START.plusSeconds(100));
    }

    @Test
    void whatAClockWroteThatWasAheadHidesNothingLater() {
        hour.add(second("a:1", 90_000, 2));
        hour.add(new Happened(START.plusSeconds(90_000), "down", "b:1"));
        hour.add(second("a:1", 11, 3));
        hour.add(second("a:1", 25, 1));
        assertThat(history(30).tens())
                .extracting(ten -> ten.verdicts().get(Verdict.DELIVERED))
                .containsExactly(3, 1);
        assertThat(history(30).happened()).isEmpty();
    }

    @Test
    void itsSizeDoesNotGrow() {
        for (int i = 0; i < 100_000; i += 10) hour.add(second("a:1", i, 1));
        assertThat(history(100_000).tens()).hasSizeBetween(359, 361);
    }

    @Test
    void whatANodeLosesAndFindsAgainHappens() {
        assertThat(hour.add(health(true, 0))).isEmpty();
        assertThat(hour.add(health(false, 10))).extracting(Happened::what).containsExactly("broker-lost");
        assertThat(hour.add(health(false, 11))).isEmpty();
        assertThat(hour.add(health(true, 12))).extracting(Happened::what).containsExactly("broker-back");
        assertThat(history(20).happened()).hasSize(2);
    }

    @Test
    void itKeepsSoManyAndNoMore() {
        for (int i = 0; i < 1000; i++)
            hour.add(new Second(
                    "a:1",
                    START.plusSeconds(i),
                    Map.of(Verdict.EXPIRED, 1),
                    Map.of(),
                    List.of(new Lost("d", "g", "t", "t-" + i, START.plusSeconds(i), Verdict.EXPIRED))));
        assertThat(history(1000).lost())
                .hasSize(200)
                .last()
                .extracting(Lost::fireId)
                .isEqualTo("t-999");
    }

    private History history(int second) {
        return hour.history(START.plusSeconds(second));
    }

    private static Second second(String node, int at, int delivered) {
        return new Second(
                node, START.plusSeconds(at), Map.of(Verdict.DELIVERED, delivered), Map.of(5L, delivered), List.of());
    }

    private static Health health(boolean broker, int at) {
        Instant now = START.plus(Duration.ofSeconds(at));
        return new Health("a:1", now, broker, now, true, START, 0);
    }
}
