package io.carillon.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.carillon.Authority;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A Kubernetes API server as far as a node needs one: it lists the pods of a namespace by a label, over HTTPS, to whom
 * shows the service account's token, as far as the role of k8s/base allows.
 */
final class StandInApi implements KubernetesApi {
    private static final String TOKEN = "the service account's token";

    private final Authority authority = new Authority("kubernetes");
    private final List<Pod> pods = new CopyOnWriteArrayList<>();
    private final HttpsServer server;

    StandInApi() {
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(
                new HttpsConfigurator(authority.issue("kubernetes").trusting(authority)));
        server.createContext("/", this::answer);
        server.start();
    }

    @Override
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void run(String ip) {
        pods.add(KubernetesApi.pod(ip).build());
    }

    @Override
    public void terminate(String ip) {
        pods.add(KubernetesApi.pod(ip)
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build());
    }

    @Override
    public void runForeign(String ip) {
        pods.add(KubernetesApi.foreign(ip).build());
    }

    @Override
    public String token() {
        return TOKEN;
    }

    @Override
    public Authority authority() {
        return authority;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization")))
                refuse(exchange, 401);
            else if (!exchange.getRequestURI().getPath().equals("/api/v1/namespaces/" + NAMESPACE + "/pods"))
                refuse(exchange, 404);
            else if (!exchange.getRequestMethod().equals("GET") || !mayListPods()) refuse(exchange, 403);
            else list(exchange);
        }
    }

    private static boolean mayListPods() {
        return Manifests.one("k8s/base", Role.class).getRules().stream()
                .anyMatch(rule -> rule.getApiGroups().contains("")
                        && rule.getResources().contains("pods")
                        && rule.getVerbs().contains("list"));
    }

    private static void refuse(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    private void list(HttpExchange exchange) throws IOException {
        String query = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
        String[] label = query.replaceFirst("^labelSelector=", "").split("=", 2);
        List<Pod> selected =
                pods.stream().filter(pod -> has(pod.getMetadata(), label)).toList();
        byte[] json = new ObjectMapper()
                .writeValueAsBytes(new PodListBuilder().withItems(selected).build());
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, json.length);
        exchange.getResponseBody().write(json);
    }

    private static boolean has(ObjectMeta metadata, String[] label) {
        return label[1].equals(metadata.getLabels().get(label[0]));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
