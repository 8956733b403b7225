package io.carillon.http;

import io.carillon.device.CborSerializable;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What goes on in the cluster. */
public sealed interface ClusterNews {
    /** All nodes as they are now. */
    record Nodes(List<Node> nodes) implements ClusterNews {
        public Nodes {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * One node.
     *
     * @param status Akka's word for it, such as {@code up}
     * @param oldest it places the shards
     * @param devices in memory
     */
    record Node(
            String address,
            String status,
            boolean reachable,
            boolean oldest,
            String version,
            int shards,
            int devices) {}

    /**
     * What one node fired within a second.
     *
     * @param at when the second ended
     * @param late how many were acknowledged so late, by the upper bound of the lateness in milliseconds
     */
    record Second(String node, Instant at, Map<Verdict, Integer> verdicts, Map<Long, Integer> late)
            implements ClusterNews, CborSerializable {
        public Second {
            verdicts = Map.copyOf(verdicts);
            late = Map.copyOf(late);
        }
    }
}
