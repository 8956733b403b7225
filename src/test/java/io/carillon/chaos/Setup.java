package io.carillon.chaos;

import io.carillon.e2e.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster is made of.
 *
 * @param tables where the database's tables are; null: with all else
 * @param heap of each node, as {@code 384m}; empty: a small one
 */
record Setup(
        int nodes,
        Duration grace,
        Path jar,
        Map<Integer, Map<String, String>> environments,
        @Nullable Path tables,
        String heap) {
    static final Setup THREE = new Setup(Cluster.NODES, Duration.ofMinutes(2), NodeProcess.JAR, Map.of(), null, "");

    Setup {
        environments = Map.copyOf(environments);
    }

    /** One node of another program. */
    static Setup one(Path jar) {
        return new Setup(1, THREE.grace, jar, Map.of(), null, "");
    }

    Setup with(int node, Map<String, String> environment) {
        Map<Integer, Map<String, String>> all = new HashMap<>(environments);
        all.put(node, Map.copyOf(environment));
        return new Setup(nodes, grace, jar, all, tables, heap);
    }

    Setup on(Path directory) {
        return new Setup(nodes, grace, jar, environments, directory, heap);
    }

    Setup withHeap(String size) {
        return new Setup(nodes, grace, jar, environments, tables, size);
    }

    Map<String, String> environment(int node) {
        return environments.getOrDefault(node, Map.of());
    }
}
