package io.carillon.chaos;

import io.carillon.e2e.SideBySide;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Three nodes, and the faults that come first, beside the other tests of every build. The rest is in {@code -Pchaos}. */
class ClusterIT {
    private static final int HERD = 200;
    /** From choosing the time: creating the herd, and its devices' first wake-up. */
    private static final Duration PREPARATION = Duration.ofSeconds(20);
    /** A node that stands still so long before the herd's time is downed, and its devices are elsewhere, by then. */
    private static final Duration PAUSE = Duration.ofSeconds(22);

    @SideBySide
    void the_oldest_node_killed_in_the_middle_of_a_herd_and_then_a_rolling_restart_lose_nothing() {
        try (var run = new Run("kill, rolling restart", 0, Setup.THREE)) {
            Instant due = Moments.secondAfter(PREPARATION);
            Instant rolling = due.plusSeconds(60);
            run.driver.create(HERD, due, rolling);
            run.awaitRings(due, HERD / 4);
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

    @SideBySide
    void a_node_paused_beyond_its_downing_does_no_harm_while_its_devices_are_edited() {
        try (var run = new Run("pause with edits", 0, Setup.THREE)) {
            Instant due = Moments.secondAfter(PREPARATION.plus(PAUSE));
            List<Driver.Made> herd = run.driver.create(HERD, due);
            Moments.await(due.minus(PAUSE));
            run.pausing("a node paused", () -> {
                run.driver.avoid(2);
                run.cluster.node(2).pause();
                run.driver.alter(herd.subList(0, HERD / 3));
                run.driver.delete(herd.subList(HERD / 3, HERD / 2));
                Moments.await(due.plusMillis(500));
                run.cluster.node(2).resume();
                Faults.reviveDowned(run, 2);
            });
            run.judge();
        }
    }
}
