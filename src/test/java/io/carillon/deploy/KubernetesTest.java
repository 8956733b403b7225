package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** k8s/ names what the program has, and its parts name one another. */
class KubernetesTest {
    private static final String BASE = "k8s/base";
    private static final String EXAMPLE = "k8s/overlays/example";

    private final Deployment deployment = Manifests.deployment();
    private final Map<String, String> labels =
            deployment.getSpec().getTemplate().getMetadata().getLabels();
    private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    private final Container container = pod.getContainers().get(0);

    @Test
    void aFieldThatKubernetesDoesNotKnowFailsTheReading() {
        JsonNode slip = Manifests.documents("{apiVersion: v1, kind: Service, spec: {selectors: {a: b}}}")
                .get(0);
        assertThatThrownBy(() -> Manifests.typed(slip)).hasMessageContaining("selectors");
    }

    @Test
    void everyObjectOfTheBaseIsReadAndEveryResourceOfTheExampleToo() {
        assertThat(Manifests.of(BASE))
                .extracting(object -> object.getKind())
                .containsExactlyInAnyOrder(
                        "ServiceAccount",
                        "Role",
                        "RoleBinding",
                        "Deployment",
                        "Service",
                        "NetworkPolicy",
                        "PodDisruptionBudget");
        assertThat(Manifests.of(EXAMPLE))
                .extracting(object -> object.getKind())
                .containsExactly("Namespace", "PriorityClass", "NetworkPolicy", "Ingress");
    }

    @Test
    void everySelectorFindsThePods() {
        assertThat(labels)
                .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
        assertThat(labels)
                .containsAllEntriesOf(
                        Manifests.one(BASE, Service.class).getSpec().getSelector());
        assertThat(labels)
                .containsAllEntriesOf(Manifests.one(BASE, PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels());
        assertThat(labels)
                .containsAllEntriesOf(Manifests.one(BASE, NetworkPolicy.class)
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels());
        assertThat(pod.getTopologySpreadConstraints()).isNotEmpty().allSatisfy(spread -> assertThat(labels)
                .containsAllEntriesOf(spread.getLabelSelector().getMatchLabels()));
    }

    @Test
    void theNodesLookForTheLabelAndThePortOfThesePods() {
        Config discovery = Repository.CONFIG.getConfig("akka.management.cluster.bootstrap.contact-point-discovery");
        String selector = Repository.CONFIG
                .getString("akka.discovery.kubernetes-api.pod-label-selector")
                .formatted(discovery.getString("service-name"));
        String[] label = selector.split("=", 2);
        assertThat(labels).containsEntry(label[0], label[1]);
        assertThat(port(discovery.getString("port-name"))).isEqualTo(Repository.port("CARILLON_MANAGEMENT"));
        int required = discovery.getInt("required-contact-point-nr");
        int replicas = deployment.getSpec().getReplicas();
        assertThat(required).as("a majority, and with one pod away").isBetween(replicas / 2 + 1, replicas - 1);
    }

    @Test
    void thePortsAreTheProgramsOwn() {
        assertThat(container.getPorts())
                .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                .containsExactly(
                        tuple("http", Repository.port("CARILLON_HTTP")),
                        tuple("management", Repository.port("CARILLON_MANAGEMENT")),
                        tuple("cluster", Repository.port("CARILLON_NODE")));
    }

    @Test
    void theProbesAskWhatTheProgramAnswers() {
        Config checks = Repository.CONFIG.getConfig("akka.management.health-checks");
        assertThat(path(container.getReadinessProbe())).isEqualTo("/" + checks.getString("readiness-path"));
        assertThat(path(container.getLivenessProbe())).isEqualTo("/" + checks.getString("liveness-path"));
        assertThat(path(container.getStartupProbe())).isEqualTo("/" + checks.getString("liveness-path"));
        for (Probe probe :
                List.of(container.getReadinessProbe(), container.getLivenessProbe(), container.getStartupProbe())) {
            assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("management"));
            assertThat((long) probe.getTimeoutSeconds())
                    .as("longer than the program's own patience")
                    .isGreaterThan(checks.getDuration("check-timeout").toSeconds());
        }
    }

    @Test
    void everyVariableIsOneThatTheProgramReads() {
        List<String> names =
                new ArrayList<>(container.getEnv().stream().map(EnvVar::getName).toList());
        for (String directory : List.of(BASE, EXAMPLE))
            for (JsonNode map : Manifests.kustomization(directory).path("configMapGenerator"))
                map.path("literals")
                        .forEach(literal -> names.add(literal.asText().split("=", 2)[0]));
        Repository.text(EXAMPLE + "/secret.env.example").lines().forEach(line -> names.add(line.split("=", 2)[0]));
        assertThat(names).doesNotHaveDuplicates();
        assertThat(Repository.variables()).containsAll(names);
        assertThat(names)
                .contains(
                        "CARILLON_DB_URL",
                        "CARILLON_DB_USER",
                        "CARILLON_DB_PASSWORD",
                        "CARILLON_MQTT_URL",
                        "CARILLON_MQTT_USER",
                        "CARILLON_MQTT_PASSWORD",
                        "CARILLON_JWT_SECRET",
                        "CARILLON_HTTP_HOST")
                .as("unset, so that the peers are found")
                .doesNotContain("CARILLON_SEED_NODES");
    }

    @Test
    void thePodTakesItsSettingsFromTheGeneratedConfigMapAndSecret() {
        assertThat(container.getEnvFrom().get(0).getConfigMapRef().getName())
                .isEqualTo(Manifests.kustomization(BASE)
                        .path("configMapGenerator")
                        .path(0)
                        .path("name")
                        .asText());
        JsonNode example = Manifests.kustomization(EXAMPLE);
        assertThat(container.getEnvFrom().get(1).getSecretRef().getName())
                .isEqualTo(example.path("secretGenerator").path(0).path("name").asText());
        assertThat(example.path("images").path(0).path("name").asText()).isEqualTo(container.getImage());
    }

    @Test
    void theSecretIsTheOperatorsToFillIn() {
        assertThat(Repository.text(EXAMPLE + "/secret.env.example").lines()).allMatch(line -> line.endsWith("="));
        assertThat(Repository.text(".gitignore")).contains("k8s/overlays/*/secret.env\n");
    }

    @Test
    void thePodKnowsItsOwnAddress() {
        assertThat(container.getEnv())
                .extracting(
                        EnvVar::getName, one -> one.getValueFrom().getFieldRef().getFieldPath())
                .containsExactly(
                        tuple("CARILLON_NODE_HOST", "status.podIP"), tuple("CARILLON_MANAGEMENT_HOST", "status.podIP"));
    }

    @Test
    void aRollingUpdateAddsANodeBeforeItTakesOneAway() {
        var rolling = deployment.getSpec().getStrategy().getRollingUpdate();
        assertThat(deployment.getSpec().getReplicas()).isEqualTo(3);
        assertThat(rolling.getMaxSurge()).isEqualTo(new IntOrString(1));
        assertThat(rolling.getMaxUnavailable()).isEqualTo(new IntOrString(0));
        assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(75);
        assertThat(Manifests.one(BASE, PodDisruptionBudget.class).getSpec().getMaxUnavailable())
                .isEqualTo(new IntOrString(1));
    }

    @Test
    void memoryIsReservedWholeAndProcessorTimeIsNotCapped() {
        var resources = container.getResources();
        assertThat(resources.getRequests()).containsKey("cpu");
        assertThat(resources.getLimits()).doesNotContainKey("cpu");
        Quantity memory = resources.getRequests().get("memory");
        assertThat(resources.getLimits()).containsEntry("memory", memory);
    }

    @Test
    void thePodMayDoNothingThatItNeedNot() {
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        var security = container.getSecurityContext();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getPrivileged()).isFalse();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(security.getCapabilities().getAdd()).isEmpty();
    }

    @Test
    void itsAccountMayLookAtPodsAndNothingElse() {
        var account = Manifests.one(BASE, ServiceAccount.class).getMetadata();
        assertThat(pod.getServiceAccountName()).isEqualTo(account.getName());
        assertThat(pod.getAutomountServiceAccountToken()).isTrue();
        Role role = Manifests.one(BASE, Role.class);
        assertThat(role.getRules()).singleElement().satisfies(rule -> {
            assertThat(rule.getApiGroups()).containsExactly("");
            assertThat(rule.getResources()).containsExactly("pods");
            assertThat(rule.getVerbs()).containsExactlyInAnyOrder("get", "watch", "list");
        });
        RoleBinding binding = Manifests.one(BASE, RoleBinding.class);
        assertThat(binding.getRoleRef().getName()).isEqualTo(role.getMetadata().getName());
        assertThat(binding.getSubjects())
                .extracting(subject -> subject.getKind(), subject -> subject.getName())
                .containsExactly(tuple("ServiceAccount", account.getName()));
    }

    @Test
    void theServiceServesTheAPIAlone() {
        assertThat(Manifests.one(BASE, Service.class).getSpec().getPorts())
                .extracting(port -> port.getTargetPort())
                .containsExactly(new IntOrString("http"));
    }

    @Test
    void managementAndClusterPortsAreForPeersAlone() {
        assertPeersAlone(Manifests.one(BASE, NetworkPolicy.class));
        assertPeersAlone((NetworkPolicy) document(EXAMPLE + "/ingress-controller.yaml"));
    }

    @Test
    void thePrometheusComponentOpensTheManagementPortAlone() {
        var policy = (NetworkPolicy) document("k8s/components/prometheus/networkpolicy.yaml");
        assertThat(labels)
                .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
        assertThat(policy.getSpec().getIngress()).singleElement().satisfies(rule -> assertThat(names(rule))
                .containsExactly("management"));
    }

    @Test
    void theTlsComponentNamesFilesOfTheSecretThatItMounts() {
        var patch = (Deployment) document("k8s/components/tls/deployment.yaml");
        assertThat(patch.getMetadata().getName())
                .isEqualTo(deployment.getMetadata().getName());
        PodSpec patched = patch.getSpec().getTemplate().getSpec();
        Container node = patched.getContainers().get(0);
        VolumeMount mount = node.getVolumeMounts().get(0);
        assertThat(node.getName()).isEqualTo(container.getName());
        assertThat(node.getEnv())
                .extracting(EnvVar::getName, EnvVar::getValue)
                .containsExactly(
                        tuple("CARILLON_TLS_CERT", mount.getMountPath() + "/tls.crt"),
                        tuple("CARILLON_TLS_KEY", mount.getMountPath() + "/tls.key"),
                        tuple("CARILLON_TLS_CA", mount.getMountPath() + "/ca.crt"));
        assertThat(Repository.variables())
                .containsAll(node.getEnv().stream().map(EnvVar::getName).toList());
        assertThat(mount.getSubPath()).as("a single file is never rotated").isNull();
        assertThat(patched.getVolumes()).singleElement().satisfies(volume -> assertThat(volume.getName())
                .isEqualTo(mount.getName()));
    }

    private static HasMetadata document(String path) {
        return Manifests.typed(Manifests.documents(Repository.text(path)).get(0));
    }

    private void assertPeersAlone(NetworkPolicy policy) {
        assertThat(policy.getSpec().getIngress()).hasSize(2).allSatisfy(rule -> {
            if (names(rule).equals(List.of("http"))) return;
            assertThat(names(rule)).containsExactly("management", "cluster");
            assertThat(rule.getFrom()).singleElement().satisfies(peer -> {
                assertThat(peer.getNamespaceSelector()).isNull();
                assertThat(peer.getIpBlock()).isNull();
                assertThat(peer.getPodSelector().getMatchLabels())
                        .isEqualTo(deployment.getSpec().getSelector().getMatchLabels());
            });
        });
    }

    private static List<String> names(NetworkPolicyIngressRule rule) {
        return rule.getPorts().stream().map(port -> port.getPort().getStrVal()).toList();
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }

    private int port(String name) {
        return container.getPorts().stream()
                .filter(port -> port.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no port " + name))
                .getContainerPort();
    }
}
