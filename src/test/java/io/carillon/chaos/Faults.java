package io.carillon.chaos;

import io.carillon.e2e.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What is done to a cluster, more than once. */
final class Faults {
    static final Duration DRAIN = Duration.ofSeconds(40);

    private Faults() {}

    /** SIGTERM, one after the other; the next when the one before is ready again. The oldest last. */
    static void rollingRestart(Run run) {
        for (int node = Cluster.NODES - 1; node >= 0; node--) {
            run.cluster.node(node).terminate();
            run.cluster.node(node).awaitExit(DRAIN);
            run.cluster.revive(node);
        }
    }

    /** A downed node ends by itself; its supervisor starts it again. */
    static void reviveDowned(Run run, int node) {
        run.cluster.node(node).awaitExit(Duration.ofSeconds(60));
        run.cluster.revive(node);
        run.driver.avoidNone();
    }

    /** Starts all nodes that have ended, together: none may be able to be ready alone. */
    static void reviveEnded(Run run) {
        List<NodeProcess> ended = IntStream.range(0, Cluster.NODES)
                .mapToObj(run.cluster::node)
                .filter(node -> !node.running())
                .toList();
        ended.forEach(NodeProcess::start);
        ended.forEach(NodeProcess::awaitReady);
    }
}
