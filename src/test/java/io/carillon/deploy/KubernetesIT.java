package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.e2e.NodeProcess;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pods of k8s/base find one another through the API server and form one cluster (contract 4, CARILLON_SEED_NODES). */
class KubernetesIT {
    private static final Container CONTAINER = Manifests.deployment()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(0);

    /** A real pod has an address of its own and the same ports as its peers; so do these. */
    private static final List<String> PODS = List.of("127.0.1.1", "127.0.1.2");

    private static final String LATER = "127.0.1.3";

    @Test
    void pods_form_one_cluster_through_a_stand_in_of_the_API_server() {
        try (var api = new StandInApi()) {
            podsFormOneClusterAndOneThatComesLaterJoinsIt(api);
        }
    }

    @Test
    @Tag("engine")
    void pods_form_one_cluster_through_a_real_API_server_which_lets_them_see_pods_alone() {
        try (var api = new KubeApiServer()) {
            assertThat(api.get(api.token(), "/pods")).isEqualTo(200);
            assertThat(api.get(api.token(), "/secrets")).isEqualTo(403);
            assertThat(api.get("another", "/pods")).isEqualTo(401);
            podsFormOneClusterAndOneThatComesLaterJoinsIt(api);
        }
    }

    private static void podsFormOneClusterAndOneThatComesLaterJoinsIt(KubernetesApi api) {
        List<NodeProcess> running = new ArrayList<>();
        try (var nodes = new Nodes("kubernetes")) {
            PODS.forEach(api::run);
            api.terminate("127.0.1.8");
            api.runForeign("127.0.1.9");
            for (String ip : PODS) running.add(pod(nodes, api, ip).start());
            assertOneCluster(running);

            api.run(LATER);
            running.add(pod(nodes, api, LATER).start());
            assertOneCluster(running);
        } finally {
            running.forEach(NodeProcess::close);
        }
    }

    private static void assertOneCluster(List<NodeProcess> pods) {
        pods.forEach(NodeProcess::awaitReady);
        Map<String, String> all = pods.stream().collect(Collectors.toMap(NodeProcess::address, pod -> "Up"));
        for (NodeProcess pod : pods)
            await(pod + " sees all members").atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(pod.members())
                    .isEqualTo(all));
    }

    private static NodeProcess pod(Nodes nodes, KubernetesApi api, String ip) {
        NodeProcess node = nodes.named("pod-" + ip);
        for (EnvVar variable : CONTAINER.getEnv())
            if (variable.getValueFrom().getFieldRef().getFieldPath().equals("status.podIP"))
                node.set(variable.getName(), ip);
        Path account = api.accountIn(directory(node));
        return node.set("CARILLON_MANAGEMENT_PORT", port("management"))
                .set("CARILLON_NODE_PORT", port("cluster"))
                .set("KUBERNETES_SERVICE_HOST", "127.0.0.1")
                .set("KUBERNETES_SERVICE_PORT", api.port())
                .set(
                        "JAVA_TOOL_OPTIONS",
                        Stream.of("api-ca-path=ca.crt", "api-token-path=token", "pod-namespace-path=namespace")
                                .map(file ->
                                        "-Dakka.discovery.kubernetes-api." + file.replace("=", "=" + account + "/"))
                                .collect(Collectors.joining(" ")));
    }

    private static int port(String name) {
        return CONTAINER.getPorts().stream()
                .filter(port -> port.getName().equals(name))
                .mapToInt(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow();
    }

    private static Path directory(NodeProcess node) {
        try {
            return Files.createDirectories(node.directory().resolve("account"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
