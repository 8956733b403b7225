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
        Deployment deployment = one(objects, Deployment.class);
        var container =
                deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
        assertThat(container.getImage()).startsWith("registry.example/carillon:");
        assertThat(container.getEnvFrom().get(0).getConfigMapRef().getName())
                .isEqualTo(one(objects, ConfigMap.class).getMetadata().getName());
        assertThat(container.getEnvFrom().get(1).getSecretRef().getName())
                .isEqualTo(one(objects, Secret.class).getMetadata().getName());
        assertThat(Repository.variables())
                .containsAll(one(objects, ConfigMap.class).getData().keySet());
        String namespace = one(objects, Namespace.class).getMetadata().getName();
        assertThat(objects).filteredOn(object -> !(object instanceof Namespace)).allSatisfy(object -> assertThat(
                        object.getMetadata().getNamespace())
                .isEqualTo(namespace));
        assertThat(one(objects, RoleBinding.class).getSubjects())
                .allSatisfy(subject -> assertThat(subject.getNamespace()).isEqualTo(namespace));
        assertThat(container.getEnv())
                .as("what the base sets and what a component adds")
                .extracting(variable -> variable.getName())
                .contains("CARILLON_NODE_HOST", "CARILLON_TLS_CERT");
    }

    private static List<HasMetadata> rendered(Path directory) throws Exception {
        copy(Path.of("k8s"), directory);
        Path overlay = directory.resolve("overlays/example");
        Files.copy(overlay.resolve("secret.env.example"), overlay.resolve("secret.env"));
        Files.writeString(
                overlay.resolve("kustomization.yaml"),
                "\ncomponents: [../../components/tls, ../../components/prometheus]\n",
                StandardOpenOption.APPEND);
        Path output = directory.resolve("rendered.yaml");
        try {
            Process kubectl = new ProcessBuilder("kubectl", "kustomize", overlay.toString())
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

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(path, copy);
            }
        }
    }

    private static <T extends HasMetadata> T one(List<HasMetadata> objects, Class<T> type) {
        List<T> found =
                objects.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).as(type.getSimpleName()).hasSize(1);
        return found.get(0);
    }
}
