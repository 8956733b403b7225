package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.Authority;
import io.carillon.FreePort;
import io.carillon.e2e.Directories;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The kube-apiserver that engine/apiserver.sh builds, with etcd: real tokens, RBAC and validation, no machine and no controllers. */
final class KubeApiServer implements KubernetesApi {
    private static final Path DIRECTORY = Path.of("target/apiserver").toAbsolutePath();
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final String ADMINISTRATOR = "administrator-s-token";
    private static final String NAMESPACED = "/api/v1/namespaces/" + NAMESPACE;
    /** To Kubernetes 1.20. */
    private static final String UNKNOWN = "policy/v1";

    private final Authority authority = new Authority("kubernetes");
    private final Authority.Issued certificate = authority.issue("kubernetes");
    private final HttpClient client =
            HttpClient.newBuilder().sslContext(certificate.trusting(authority)).build();
    private final ObjectMapper json = new ObjectMapper();
    private final int port = FreePort.find();
    private final List<Process> processes = new ArrayList<>();

    /** Started, with the namespace of the example overlay and the objects of k8s/base. */
    KubeApiServer() {
        DebianScript.ready("apiserver.sh", DIRECTORY);
        Path data = Directories.empty(DIRECTORY.resolve("data"));
        var pem = certificate.in(data);
        int etcd = FreePort.find();
        start(
                data.resolve("etcd.log"),
                "etcd",
                "--data-dir=" + data.resolve("etcd"),
                "--listen-client-urls=http://127.0.0.1:" + etcd,
                "--advertise-client-urls=http://127.0.0.1:" + etcd,
                "--listen-peer-urls=http://127.0.0.1:" + FreePort.find());
        start(
                data.resolve("kube-apiserver.log"),
                "kube-apiserver",
                "--etcd-servers=http://127.0.0.1:" + etcd,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--tls-cert-file=" + pem.certificate(),
                "--tls-private-key-file=" + pem.key(),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + pem.key(),
                "--service-account-signing-key-file=" + pem.key(),
                "--token-auth-file=" + administrators(data),
                "--authorization-mode=RBAC",
                // which wants the tokens that a controller makes
                "--disable-admission-plugins=ServiceAccount",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--endpoint-reconciler-type=none");
        await("the API server is ready; see " + data)
                .atMost(LONG)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                call(ADMINISTRATOR, "GET", "/readyz", "").statusCode())
                        .isEqualTo(200));
        create(Manifests.one("k8s/overlays/example", Namespace.class));
        for (HasMetadata object : Manifests.of("k8s/base")) {
            if (object instanceof RoleBinding binding)
                binding.getSubjects().forEach(subject -> subject.setNamespace(NAMESPACE)); // as kustomize does
            if (!object.getApiVersion().equals(UNKNOWN)) create(object);
        }
    }

    private static Path administrators(Path directory) {
        try {
            return Files.writeString(
                    directory.resolve("tokens.csv"), ADMINISTRATOR + ",administrator,1,system:masters\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(Path log, String program, String... options) {
        List<String> command =
                new ArrayList<>(List.of(DIRECTORY.resolve(program).toString()));
        command.addAll(List.of(options));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            processes.add(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void run(String ip) {
        createPod(KubernetesApi.pod(ip).build());
    }

    /** The pod stays, as the kubelet that would end it is not there. */
    @Override
    public void terminate(String ip) {
        Pod pod = KubernetesApi.pod(ip).build();
        createPod(pod);
        done(call(
                ADMINISTRATOR,
                "DELETE",
                NAMESPACED + "/pods/" + pod.getMetadata().getName(),
                ""));
    }

    @Override
    public void runForeign(String ip) {
        createPod(KubernetesApi.foreign(ip).build());
    }

    private void createPod(Pod pod) {
        pod.getSpec().setNodeName("a-machine");
        Pod known = json.convertValue(create(pod), Pod.class);
        known.setStatus(pod.getStatus());
        done(call(
                ADMINISTRATOR,
                "PUT",
                NAMESPACED + "/pods/" + pod.getMetadata().getName() + "/status",
                json.valueToTree(known).toString()));
    }

    private JsonNode create(HasMetadata object) {
        String version = object.getApiVersion();
        String collection = (version.contains("/") ? "/apis/" : "/api/") + version
                + (object instanceof Namespaced ? "/namespaces/" + NAMESPACE : "") + "/" + object.getPlural();
        return done(
                call(ADMINISTRATOR, "POST", collection, json.valueToTree(object).toString()));
    }

    @Override
    public String token() {
        return done(call(
                        ADMINISTRATOR,
                        "POST",
                        NAMESPACED + "/serviceaccounts/carillon/token",
                        "{\"spec\":{\"expirationSeconds\":3600}}"))
                .path("status")
                .path("token")
                .asText();
    }

    /** The status that the bearer of this token gets for a collection of the namespace. */
    int get(String token, String collection) {
        return call(token, "GET", NAMESPACED + collection, "").statusCode();
    }

    private JsonNode done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        try {
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> call(String token, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Authority authority() {
        return authority;
    }

    @Override
    public void close() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }
}
