package io.carillon.chaos;

import io.carillon.TcpProxy.Direction;
import io.carillon.TcpProxy.Manner;
import io.carillon.chaos.Cluster.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Nodes that do not hear one another. {@code mvn verify -Pchaos} */
@Tag("chaos")
@Execution(ExecutionMode.CONCURRENT)
class NetworkIT {
    @Scenario
    void partition_1_2(long seed) {
        Herds.scenario("partition 1|2", seed, (run, due) -> {
            List<Way> ways = around(run.chance.between(0, 2));
            Moments.await(due.minus(run.chance.seconds(0, 10)));
            run.harmless("partition 1|2", () -> parted(run, due.plusSeconds(20), ways));
        });
    }

    @Scenario
    void partition_1_1_1(long seed) {
        Herds.scenario("partition 1|1|1", seed, (run, due) -> {
            Moments.await(due.minus(run.chance.seconds(0, 10)));
            run.stopping("partition 1|1|1", () -> parted(run, due.plusSeconds(20), all().toList()));
        });
    }

    @Scenario
    void one_way_partition(long seed) {
        Herds.scenario("partition one way", seed, (run, due) -> {
            int node = run.chance.between(0, 2);
            List<Way> ways = all().filter(way -> way.from() == node).toList();
            Moments.await(due.minus(run.chance.seconds(0, 10)));
            run.harmless("one way", () -> parted(run, due.plusSeconds(20), ways));
        });
    }

    /** It must not found a second cluster there. */
    @Scenario
    void the_first_seed_downed_behind_a_partition_and_started_again_there(long seed) {
        Herds.scenario("first seed restarted apart", seed, (run, due) -> {
            Moments.await(due.minusSeconds(5));
            run.harmless("first seed apart", () -> {
                hold(run, around(0));
                run.cluster.node(0).awaitExit(Duration.ofSeconds(60));
                run.cluster.node(0).start();
                Moments.await(due.plusSeconds(45));
                mend(run, around(0));
                run.cluster.node(0).awaitReady();
            });
        });
    }

    private static Stream<Way> all() {
        return IntStream.range(0, Cluster.NODES).boxed().flatMap(from -> IntStream.range(0, Cluster.NODES)
                .filter(to -> to != from)
                .mapToObj(to -> new Way(from, to)));
    }

    private static List<Way> around(int node) {
        return all().filter(way -> way.from() == node || way.to() == node).toList();
    }

    /** Nodes that then end by themselves are started again. */
    private static void parted(Run run, Instant until, List<Way> ways) {
        hold(run, ways);
        Moments.await(until);
        mend(run, ways);
        Moments.await(until.plusSeconds(10));
        Faults.reviveEnded(run);
    }

    /** Bytes wait on these ways. */
    private static void hold(Run run, List<Way> ways) {
        for (Way way : ways)
            for (Direction direction : Direction.values()) run.cluster.way(way).set(direction, Manner.HOLD);
    }

    private static void mend(Run run, List<Way> ways) {
        for (Way way : ways) run.cluster.way(way).mend();
    }
}
