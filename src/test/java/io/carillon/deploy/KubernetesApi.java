package io.carillon.deploy;

import io.carillon.Authority;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A Kubernetes API server on 127.0.0.1, and the pods that it knows. */
interface KubernetesApi extends AutoCloseable {
    String NAMESPACE = "carillon";

    int port();

    /** A running pod of k8s/base's Deployment with that address. */
    void run(String ip);

    /** One that is about to end, and still answers. */
    void terminate(String ip);

    /** One with the same ports that is none of the Deployment's. */
    void runForeign(String ip);

    /** Of k8s/base's service account. */
    String token();

    /** Which signed the server's certificate. */
    Authority authority();

    @Override
    void close();

    /** What Kubernetes mounts into every pod: the account's token, the server's authority, the namespace. */
    default Path accountIn(Path directory) {
        try {
            Files.writeString(directory.resolve("token"), token());
            Files.writeString(directory.resolve("namespace"), NAMESPACE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        authority().writeTo(directory.resolve("ca.crt"));
        return directory;
    }

    static PodBuilder pod(String ip) {
        var template = Manifests.deployment().getSpec().getTemplate();
        return new PodBuilder()
                .withMetadata(template.getMetadata())
                .editMetadata()
                .withName("carillon-" + ip.replace('.', '-'))
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withSpec(template.getSpec())
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(ip)
                .endStatus();
    }

    static PodBuilder foreign(String ip) {
        return pod(ip).editMetadata()
                .withLabels(Map.of("app.kubernetes.io/name", "another"))
                .endMetadata();
    }
}
