package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.e2e.NodeProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Nodes that end, stand still, or are restarted. {@code mvn verify -Pchaos} */
@Tag("chaos")
@Execution(ExecutionMode.CONCURRENT)
class NodesIT {
    private static final int HEAVY = 700;
    /** Creating so many of 200 KiB, beside other clusters. */
    private static final Duration HEAVY_PREPARATION = Duration.ofSeconds(300);

    /** A node that stands still so long before the herd's time is downed, and its devices are elsewhere, by then. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    @Scenario
    void no_fault(long seed) {
        Herds.scenario("no fault", seed, (run, due) -> run.runByHand());
    }

    @Scenario
    void a_node_killed(long seed) {
        Herds.scenario("node killed", seed, (run, due) -> kill(run, due, run.chance.between(1, 2)));
    }

    @Scenario
    void the_oldest_killed(long seed) {
        Herds.scenario("oldest killed", seed, (run, due) -> kill(run, due, 0));
    }

    private static void kill(Run run, Instant due, int node) {
        Herds.inTheMiddle(run, due);
        run.harmless("a node killed", () -> {
            run.cluster.node(node).kill();
            run.driver.create(50, due.plus(Duration.ofMinutes(2)));
            run.cluster.revive(node);
        });
    }

    @Scenario
    void a_node_paused_while_its_devices_are_edited(long seed) {
        Herds.scenario("paused with edits", seed, Setup.THREE, Herds.PREPARATION.plus(PAUSE), (run, due, herd) -> {
            int node = run.chance.between(0, 2);
            Moments.await(due.minus(PAUSE));
            run.pausing("a node paused", () -> {
                run.driver.avoid(node);
                run.cluster.node(node).pause();
                run.driver.alter(herd.subList(0, herd.size() / 3));
                run.driver.delete(herd.subList(herd.size() / 3, herd.size() / 2));
                Moments.await(due.plus(run.chance.seconds(0, 10)));
                run.cluster.node(node).resume();
                Faults.reviveDowned(run, node);
            });
        });
    }

    /** Other devices' schedules, and some of the herd's own, are changed as fast as they can be. */
    @Scenario
    void edits_at_full_rate_in_the_middle_of_a_herd(long seed) {
        Herds.scenario("edits in a herd", seed, Setup.THREE, Herds.PREPARATION, (run, due, herd) -> {
            List<Driver.Made> others = run.driver.create(Herds.MOST / 3, due.plus(Duration.ofHours(1)));
            List<Driver.Made> some = herd.subList(herd.size() / 4, herd.size() / 3);
            Moments.await(due.minusSeconds(3));
            run.harmless("edits at full rate", () -> {
                Instant until = due.plus(run.chance.seconds(10, 20));
                while (Instant.now().isBefore(until)) {
                    run.driver.alter(others);
                    run.driver.alter(some);
                }
            });
            Set<String> edited = some.stream().map(Driver.Made::device).collect(Collectors.toSet());
            DatabaseIT.assertPrompt(run, due, edited);
        });
    }

    /** One node, and devices, none of them in memory when they are due, of which its heap has room for some 400. */
    @Scenario
    void too_much_due_for_the_heap(long seed) {
        Setup setup = Setup.one(NodeProcess.JAR).withHeap("256m");
        try (var run = new Run("too much for the heap", seed, setup)) {
            Instant due = Moments.secondAfter(DatabaseIT.ASLEEP.plus(HEAVY_PREPARATION));
            List<Driver.Made> herd = run.driver.createHeavy(HEAVY, due);
            run.driver.skip(herd.subList(0, 5));
            Moments.await(due);
            assertThat(run.cluster.node(0).metrics().sum("carillon_devices_room_bytes"))
                    .as("the room for devices, and what all of them would take")
                    .isLessThan(HEAVY * Driver.HEAVY_BYTES);
            run.harmless("too much due", () -> Moments.await(due.plusSeconds(20)));
            run.judge();
        }
    }

    @Scenario
    void rolling_restart_under_load(long seed) {
        Herds.scenario("rolling restart", seed, (run, due) -> {
            Moments.await(due.minus(run.chance.seconds(0, 20)));
            run.harmless("rolling restart", () -> Faults.rollingRestart(run));
        });
    }

    @Scenario
    void a_full_outage_shorter_than_the_grace(long seed) {
        Herds.scenario("outage within the grace", seed, (run, due) -> outage(run, due, due.plusSeconds(35)));
    }

    @Scenario
    void a_full_outage_longer_than_the_grace(long seed) {
        try (var run = new Run("outage beyond the grace", seed, Setup.THREE)) {
            Instant due = Moments.secondAfter(Herds.PREPARATION);
            run.herd(Herds.MOST, due);
            outage(run, due, due.plus(Setup.THREE.grace()).plusSeconds(10));
            run.judge();
        }
    }

    private static void outage(Run run, Instant due, Instant until) {
        Moments.await(due.minus(run.chance.seconds(0, 10)));
        run.stopping("all nodes killed", () -> {
            IntStream.range(0, Cluster.NODES).mapToObj(run.cluster::node).forEach(NodeProcess::kill);
            Moments.await(until);
            Faults.reviveEnded(run);
        });
    }
}
