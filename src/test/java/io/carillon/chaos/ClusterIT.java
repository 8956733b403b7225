package io.carillon.chaos;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Three nodes, and the faults that come first, beside the other tests of every build. The rest is in {@code -Pchaos}. */
class ClusterIT {
    private static final int HERD = 200;
    /** From choosing the time: creating the herd, and its devices' first wake-up. */
    private static final Duration PREPARATION = Duration.ofSeconds(20);

    @Test
    void the_oldest_node_killed_in_the_middle_of_a_herd_and_then_a_rolling_restart_lose_nothing() {
        try (var run = new Run("kill, rolling restart", 0, Setup.THREE)) {
            Instant due = Moments.secondAfter(PREPARATION);
            Instant rolling = due.plusSeconds(60);
            run.driver.create(HERD, due, rolling);
            run.awaitPublishes(due, HERD / 4);
            run.harmless("the oldest node killed", () -> {
                run.cluster.node(0).kill();
                run.driver.create(20, rolling);
                run.cluster.revive(0);
            });
            Moments.await(rolling.minusSeconds(5));
            run.harmless("rolling restart", () -> Faults.rollingRestart(run));
            run.judge();
        }
    }
}
