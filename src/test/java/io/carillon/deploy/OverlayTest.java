package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example overlay with every component, filled in and rendered by {@code kubectl}, where that is installed. */
class OverlayTest {
    @Test
    void theExampleRendersToObjectsThatNameOneAnother(@TempDir Path directory) throws Exception {
        List<HasMetadata> objects = rendered(directory);
        assertThat(objects).extracting(object -> object.getKind()).contains("Ingress", "PriorityClass", "PodMonitor");
        Deployment deployment = one(objects, Deployment.class);
        var container =
                deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
        assertThat(container.getImage()).startsWith("registry.example/carillon:");
        assertThat(container.getEnvFrom().get(0).getConfigMapRef().getName())
                .isEqualTo(settings(objects).getMetadata().getName());
        assertThat(container.getEnvFrom().get(1).getSecretRef().getName())
                .isEqualTo(one(objects, Secret.class).getMetadata().getName());
        assertThat(Repository.variables())
                .containsAll(settings(objects).getData().keySet());
        String namespace = one(objects, Namespace.class).getMetadata().getName();
        assertThat(objects)
                .filteredOn(object -> !List.of("Namespace", "PriorityClass").contains(object.getKind()))
                .allSatisfy(object ->
                        assertThat(object.getMetadata().getNamespace()).isEqualTo(namespace));
        assertThat(one(objects, RoleBinding.class).getSubjects())
                .allSatisfy(subject -> assertThat(subject.getNamespace()).isEqualTo(namespace));
        assertThat(container.getEnv())
                .as("what the base sets and what a component adds")
                .extracting(variable -> variable.getName())
                .contains("CARILLON_NODE_HOST", "CARILLON_TLS_CERT");
    }

    @Test
    void asManyNodesAreMissedAsAreWanted(@TempDir Path directory) throws Exception {
        assertThat(rendered(directory))
                .filteredOn(object -> object.getKind().equals("PrometheusRule"))
                .singleElement()
                .satisfies(rules ->
                        assertThat(rules.toString()).contains("count by (namespace, job) (carillon_build_info) < 5"));
    }

    @Test
    void theBaseRendersAlone(@TempDir Path directory) throws Exception {
        assertThat(rendered(Path.of("k8s/base"), directory.resolve("rendered.yaml")))
                .hasSize(Manifests.of("k8s/base").size() + 1);
    }

    /** With every component, and five nodes. */
    private static List<HasMetadata> rendered(Path directory) throws Exception {
        copy(Path.of("k8s"), directory);
        Path overlay = directory.resolve("overlays/example");
        Files.copy(overlay.resolve("secret.env.example"), overlay.resolve("secret.env"));
        Files.writeString(
                overlay.resolve("kustomization.yaml"),
                """

                components: [../../components/tls, ../../components/prometheus, ../../components/monitoring]
                replicas: [{name: carillon, count: 5}]
                """,
                StandardOpenOption.APPEND);
        return rendered(overlay, directory.resolve("rendered.yaml"));
    }

    private static List<HasMetadata> rendered(Path kustomization, Path output) throws Exception {
        try {
            Process kubectl = new ProcessBuilder(kubectl(), "kustomize", kustomization.toString())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(kubectl.waitFor()).isZero();
        } catch (IOException absent) {
            assumeTrue(false, "kubectl is not installed");
        }
        return Manifests.documents(Files.readString(output, StandardCharsets.UTF_8)).stream()
                .map(Manifests::typed)
                .toList();
    }

    /** What .ci/run installed; elsewhere that of the machine, if it has one. */
    private static String kubectl() {
        Path installed = Path.of("target/kubectl/kubectl/kubectl").toAbsolutePath();
        if ("true".equals(System.getenv("CI"))) assertThat(installed).isExecutable();
        return Files.isExecutable(installed) ? installed.toString() : "kubectl";
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(path, copy);
            }
        }
    }

    /** Not the dashboard. */
    private static ConfigMap settings(List<HasMetadata> objects) {
        return one(
                objects.stream()
                        .filter(object -> !object.getMetadata().getName().equals("carillon-dashboard"))
                        .toList(),
                ConfigMap.class);
    }

    private static <T extends HasMetadata> T one(List<HasMetadata> objects, Class<T> type) {
        List<T> found =
                objects.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).as(type.getSimpleName()).hasSize(1);
        return found.get(0);
    }
}
