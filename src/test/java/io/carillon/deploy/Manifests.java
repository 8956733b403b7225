package io.carillon.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The objects of k8s/, read with Kubernetes' own types. A field that these do not have fails the reading. */
public final class Manifests {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("apps/v1 Deployment", Deployment.class),
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 Secret", Secret.class),
            Map.entry("v1 Service", Service.class),
            Map.entry("v1 ServiceAccount", ServiceAccount.class),
            Map.entry("v1 Namespace", Namespace.class),
            Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
            Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class),
            Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class));

    /** For which there are no types here. */
    private static final Set<String> UNTYPED = Set.of(
            "scheduling.k8s.io/v1 PriorityClass",
            "monitoring.coreos.com/v1 PodMonitor",
            "monitoring.coreos.com/v1 PrometheusRule");

    private static final ObjectMapper TYPED = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new NothingIsAdditional())
            .build();

    private Manifests() {}

    /** fabric8's classes take what they do not know into a map of additional properties. */
    private static final class NothingIsAdditional extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }

    /** Every object of the resources that {@code directory/kustomization.yaml} lists, other directories aside. */
    static List<HasMetadata> of(String directory) {
        return resources(directory)
                .filter(Files::isRegularFile)
                .flatMap(file -> documents(Repository.text(file.toString())).stream())
                .map(Manifests::typed)
                .toList();
    }

    private static Stream<Path> resources(String directory) {
        List<Path> resources = new ArrayList<>();
        kustomization(directory).path("resources").forEach(one -> resources.add(Path.of(directory, one.asText())));
        return resources.stream();
    }

    static JsonNode kustomization(String directory) {
        return documents(Repository.text(directory + "/kustomization.yaml")).get(0);
    }

    public static Deployment deployment() {
        return one("k8s/base", Deployment.class);
    }

    static <T extends HasMetadata> T one(String directory, Class<T> type) {
        return of(directory).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " in " + directory));
    }

    static HasMetadata typed(JsonNode object) {
        String kind =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (UNTYPED.contains(kind)) return new ObjectMapper().convertValue(object, GenericKubernetesResource.class);
        if (type == null) throw new AssertionError("unknown kind: " + kind);
        try {
            return TYPED.treeToValue(object, type);
        } catch (IOException e) {
            throw new AssertionError(kind + ": " + e.getMessage(), e);
        }
    }

    static List<JsonNode> documents(String yaml) {
        try (var documents =
                new ObjectMapper(new YAMLFactory()).readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
