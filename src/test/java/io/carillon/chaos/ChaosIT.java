package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.TcpProxy;
import io.carillon.TcpProxy.Direction;
import io.carillon.TcpProxy.Manner;
import io.carillon.chaos.Cluster.Way;
import io.carillon.e2e.SideBySide;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;

/**
 * All faults, two scenarios at a time: a herd due at one minute, the fault in its middle, and another herd two
 * minutes later, when lateness must be normal again. {@code mvn verify -Pchaos}.
 */
@Tag("chaos")
class ChaosIT {
    private static final int HERD = Integer.getInteger("carillon.chaos.herd", 1000);
    private static final Duration PREPARATION = Duration.ofSeconds(45);

    /** @param fault is given the herd's minute; returns when everything is up again */
    private static void scenario(String name, BiConsumer<Run, Instant> fault) {
        try (var run = new Run(name)) {
            Instant due = Moments.minuteAfter(PREPARATION);
            Instant again = due.plus(Duration.ofMinutes(2));
            run.driver.create(HERD, due, again);
            fault.accept(run, due);
            Moments.await(again.plusSeconds(10));
            run.judge();
        }
    }

    @SideBySide
    void no_fault() {
        scenario("no fault", (run, due) -> {});
    }

    @SideBySide
    void a_node_killed() {
        scenario("node killed", (run, due) -> kill(run, due, 2));
    }

    @SideBySide
    void the_oldest_killed() {
        scenario("oldest killed", (run, due) -> kill(run, due, 0));
    }

    private static void kill(Run run, Instant due, int node) {
        Moments.await(due.plusMillis(200));
        run.harmless("a node killed", () -> {
            run.cluster.node(node).kill();
            run.driver.create(50, due.plus(Duration.ofMinutes(2)));
            run.cluster.revive(node);
        });
    }

    @SideBySide
    void a_node_paused_while_its_devices_are_edited() {
        try (var run = new Run("paused with edits")) {
            Instant due = Moments.minuteAfter(PREPARATION.plusSeconds(30));
            Instant again = due.plus(Duration.ofMinutes(2));
            List<Driver.Made> herd = run.driver.create(HERD, due, again);
            Moments.await(due.minusSeconds(30));
            run.pausing("a node paused", () -> {
                run.driver.avoid(2);
                run.cluster.node(2).pause();
                run.driver.alter(herd.subList(0, HERD / 3));
                run.driver.delete(herd.subList(HERD / 3, HERD / 2));
                Moments.await(due.plusMillis(500));
                run.cluster.node(2).resume();
                Faults.reviveDowned(run, 2);
            });
            Moments.await(again.plusSeconds(10));
            run.judge();
        }
    }

    @SideBySide
    void rolling_restart_under_load() {
        scenario("rolling restart", (run, due) -> {
            Moments.await(due.minusSeconds(10));
            run.harmless("rolling restart", () -> Faults.rollingRestart(run));
        });
    }

    @SideBySide
    void the_broker_killed() {
        scenario("broker killed", (run, due) -> {
            Moments.await(due.plusMillis(200));
            run.stopping("broker killed", () -> {
                run.cluster.broker.kill();
                Moments.await(due.plusSeconds(10));
                run.cluster.broker.start();
            });
        });
    }

    @SideBySide
    void the_brokers_acknowledgements_swallowed() {
        scenario("acknowledgements swallowed", (run, due) -> {
            Moments.await(due.minusSeconds(1));
            run.stopping("acknowledgements swallowed", () -> {
                each(node -> run.cluster.toBroker(node).set(Direction.TO_CLIENT, Manner.SWALLOW));
                Moments.await(due.plusSeconds(15));
                each(node -> run.cluster.toBroker(node).mend());
            });
        });
    }

    @SideBySide
    void the_database_killed() {
        scenario("database killed", (run, due) -> {
            Moments.await(due.plusMillis(200));
            run.stopping("database killed", () -> {
                run.cluster.database.kill();
                Moments.await(due.plusSeconds(15));
                run.cluster.database.start();
            });
        });
    }

    @SideBySide
    void a_node_cut_off_from_the_database() {
        scenario("node without database", (run, due) -> {
            Moments.await(due.minusSeconds(5));
            run.harmless("a node without database", () -> away(run.cluster.toDatabase(1), due.plusSeconds(30)));
        });
    }

    @SideBySide
    void a_node_cut_off_from_the_broker() {
        scenario("node without broker", (run, due) -> {
            Moments.await(due.minusSeconds(5));
            run.harmless("a node without broker", () -> away(run.cluster.toBroker(1), due.plusSeconds(30)));
        });
    }

    private static void away(TcpProxy proxy, Instant until) {
        proxy.cut();
        Moments.await(until);
        proxy.mend();
    }

    @SideBySide
    void partition_1_2() {
        scenario("partition 1|2", (run, due) -> {
            Moments.await(due.minusSeconds(5));
            run.harmless(
                    "partition 1|2",
                    () -> parted(run, due.plusSeconds(20), List.of(way(0, 1), way(0, 2), way(1, 0), way(2, 0))));
        });
    }

    @SideBySide
    void partition_1_1_1() {
        scenario("partition 1|1|1", (run, due) -> {
            Moments.await(due.minusSeconds(5));
            run.stopping(
                    "partition 1|1|1",
                    () -> parted(
                            run,
                            due.plusSeconds(20),
                            List.of(way(0, 1), way(0, 2), way(1, 0), way(1, 2), way(2, 0), way(2, 1))));
        });
    }

    @SideBySide
    void one_way_partition() {
        scenario("partition one way", (run, due) -> {
            Moments.await(due.minusSeconds(5));
            run.harmless("one way", () -> parted(run, due.plusSeconds(20), List.of(way(0, 1), way(0, 2))));
        });
    }

    private static Way way(int from, int to) {
        return new Way(from, to);
    }

    /** Bytes wait on these ways; nodes that then end by themselves are started again. */
    private static void parted(Run run, Instant until, List<Way> ways) {
        for (Way way : ways) {
            run.cluster.way(way).set(Direction.TO_SERVER, Manner.HOLD);
            run.cluster.way(way).set(Direction.TO_CLIENT, Manner.HOLD);
        }
        Moments.await(until);
        for (Way way : ways) run.cluster.way(way).mend();
        Moments.await(until.plusSeconds(10));
        Faults.reviveEnded(run);
    }

    @SideBySide
    void a_full_outage_shorter_than_the_grace() {
        scenario("outage of 45 s", (run, due) -> outage(run, due, due.plusSeconds(40)));
    }

    @SideBySide
    void a_full_outage_longer_than_the_grace() {
        try (var run = new Run("outage beyond the grace")) {
            Instant due = Moments.minuteAfter(PREPARATION);
            run.driver.create(HERD, due);
            outage(run, due, due.plus(Run.GRACE).plusSeconds(10));
            run.judge();
        }
    }

    private static void outage(Run run, Instant due, Instant until) {
        Moments.await(due.minusSeconds(5));
        run.stopping("all nodes killed", () -> {
            each(node -> run.cluster.node(node).kill());
            Moments.await(until);
            Faults.reviveEnded(run);
        });
    }

    private static void each(IntConsumer work) {
        IntStream.range(0, Cluster.NODES).forEach(work);
    }

    /** One of the two that broke an earlier protocol: an insert into the journal held back at its COMMIT for 60 s. */
    @SideBySide
    void a_late_commit_of_a_change_while_the_device_is_woken_elsewhere() {
        held("late journal commit", (run, made) -> {
            run.held.holdAfter("device|" + made.device(), "DeviceEvent");
            run.driver.move(List.of(made), made.tasks().get(0).due().plusSeconds(60));
        });
    }

    /** The other: a settle held back while a PUT lowers the row. */
    @SideBySide
    void a_late_settle_while_a_change_lowers_the_row() {
        held("late settle", (run, made) -> {
            Instant due = made.tasks().get(0).due();
            run.held.holdAfter(made.device(), "DELIVERED");
            Moments.await(due.plusSeconds(3));
            run.driver.move(List.of(made), due.plusSeconds(120));
        });
    }

    private static void held(String name, BiConsumer<Run, Driver.Made> change) {
        try (var run = new Run(name)) {
            Instant due = Moments.minuteAfter(PREPARATION);
            List<Driver.Made> herd = run.driver.create(20, due, due.plusSeconds(120));
            Driver.Made single = run.driver.create(1, due).get(0);
            Moments.await(due.minusSeconds(15));
            run.harmless(name, () -> {
                change.accept(run, single);
                assertThat(run.held.awaitCaught(Duration.ofSeconds(10))).isTrue();
                Moments.await(due.plusSeconds(45));
                run.held.release();
            });
            assertThat(herd).hasSize(20);
            Moments.await(due.plusSeconds(130));
            run.judge();
        }
    }
}
