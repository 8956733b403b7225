package io.carillon.chaos;

import io.carillon.e2e.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What a cluster is made of. */
record Setup(int nodes, Duration grace, Path jar, Map<Integer, Map<String, String>> environments) {
    static final Setup THREE = new Setup(Cluster.NODES, Duration.ofMinutes(2), NodeProcess.JAR, Map.of());

    Setup {
        environments = Map.copyOf(environments);
    }

    /** One node of another program. */
    static Setup one(Path jar) {
        return new Setup(1, THREE.grace, jar, Map.of());
    }

    Setup with(int node, Map<String, String> environment) {
        Map<Integer, Map<String, String>> all = new HashMap<>(environments);
        all.put(node, Map.copyOf(environment));
        return new Setup(nodes, grace, jar, all);
    }

    Map<String, String> environment(int node) {
        return environments.getOrDefault(node, Map.of());
    }
}
