package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.TcpProxy;
import io.carillon.chaos.Cluster.Way;
import io.carillon.e2e.NodeProcess;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A majority forms one cluster, whoever is missing and whatever link is cut (contract 4). {@code mvn verify -Pchaos} */
@Tag("chaos")
class FoundingIT {
    private static final TcpProxy.Tap NO_TAP = (connection, direction, bytes) -> {};

    @Test
    void one_cluster_is_founded_without_a_link_and_without_the_first_seed() {
        try (var cluster = new Cluster("founding", Setup.THREE, NO_TAP, NO_TAP)) {
            Set<TcpProxy> link = Set.of(cluster.way(new Way(0, 1)), cluster.way(new Way(1, 0)));
            List<NodeProcess> nodes =
                    IntStream.range(0, Cluster.NODES).mapToObj(cluster::node).toList();

            link.forEach(TcpProxy::cut);
            nodes.forEach(NodeProcess::start);
            await("a node is ready").atMost(Duration.ofMinutes(2)).until(() -> nodes.stream()
                    .anyMatch(node -> node.management("/ready") == 200));
            await("nobody founds a second cluster")
                    .during(Duration.ofSeconds(20))
                    .atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertOneCluster(nodes));
            link.forEach(TcpProxy::mend);
            cluster.awaitWhole();

            nodes.forEach(NodeProcess::kill);
            List<NodeProcess> majority = nodes.subList(1, 3);
            majority.forEach(NodeProcess::start);
            majority.forEach(NodeProcess::awaitReady);
            nodes.get(0).start();
            cluster.awaitWhole();
        }
    }

    /** Any two nodes that are in a cluster have a member in common. */
    private static void assertOneCluster(List<NodeProcess> nodes) {
        List<Set<String>> views = nodes.stream()
                .map(node -> node.members().keySet())
                .filter(view -> !view.isEmpty())
                .toList();
        for (Set<String> one : views)
            for (Set<String> other : views) {
                Set<String> common = new HashSet<>(one);
                common.retainAll(other);
                assertThat(common).as(one + " and " + other).isNotEmpty();
            }
    }
}
