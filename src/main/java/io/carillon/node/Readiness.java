package io.carillon.node;

import io.carillon.node.settings.Settings.Address;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Polls the node's own {@code /ready} until it succeeds, as an orchestrator would. */
final class Readiness {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Readiness() {}

    static void await(Address management) {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PAUSE).build();
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://" + management + "/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            while (!ready(client, ready)) Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean ready(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
