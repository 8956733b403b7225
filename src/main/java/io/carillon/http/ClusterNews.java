package io.carillon.http;

import io.carillon.device.CborSerializable;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** News about the cluster. */
public sealed interface ClusterNews {
    /** News that a node sends to all others. */
    sealed interface Told extends ClusterNews, CborSerializable {
        String node();
    }

    /** All nodes as they are now. */
    record Nodes(List<Node> nodes) implements ClusterNews {
        public Nodes {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * A node.
     *
     * @param status Akka's word for it, such as {@code up}
     * @param oldest it allocates the shards
     * @param shards null while it does not answer
     * @param devices in memory; null while it does not answer
     */
    record Node(
            String address,
            String status,
            boolean reachable,
            boolean oldest,
            String version,
            @Nullable Integer shards,
            @Nullable Integer devices) {}

    /**
     * A node's firings within a second.
     *
     * @param at when the second ended
     * @param late the number acknowledged by lateness, keyed by the bucket's upper bound in milliseconds
     * @param lost some of the firings that did not arrive
     */
    record Second(String node, Instant at, Map<Verdict, Integer> verdicts, Map<Long, Integer> late, List<Lost> lost)
            implements Told {
        public Second {
            verdicts = Map.copyOf(verdicts);
            late = Map.copyOf(late);
            lost = List.copyOf(lost);
        }
    }

    /** A firing that did not arrive. */
    record Lost(String deviceId, String groupId, String name, String fireId, Instant scheduledAt, Verdict verdict) {
        public static Lost of(DeviceId device, Firing firing) {
            return new Lost(
                    device.value(),
                    firing.occurrence().group().value(),
                    firing.occurrence().task().value(),
                    firing.occurrence().fireId(),
                    firing.occurrence().at(),
                    firing.verdict());
        }
    }

    /**
     * What a node can reach, and since when.
     *
     * @param waiting commands that are due and not acknowledged
     */
    record Health(
            String node,
            Instant at,
            boolean broker,
            Instant brokerSince,
            boolean database,
            Instant databaseSince,
            int waiting)
            implements Told {}

    /** @param what in a word, such as {@code down} or {@code broker-lost} */
    record Happened(Instant at, String what, String node) implements ClusterNews {}

    /**
     * The last hour, as far as the asked node has watched it.
     *
     * @param tens of all nodes, in steps of some seconds, the oldest first
     * @param lost the newest last
     */
    record History(Instant since, List<Second> tens, List<Happened> happened, List<Lost> lost) implements ClusterNews {
        public History {
            tens = List.copyOf(tens);
            happened = List.copyOf(happened);
            lost = List.copyOf(lost);
        }
    }
}
