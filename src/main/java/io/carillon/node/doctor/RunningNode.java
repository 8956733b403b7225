package io.carillon.node.doctor;

import io.carillon.node.settings.Settings.Address;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Detects a running node with these settings. */
final class RunningNode {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private RunningNode() {}

    static boolean answersAt(Address management) {
        HttpRequest metrics = HttpRequest.newBuilder(URI.create("http://" + management + "/metrics"))
                .timeout(PATIENCE)
                .build();
        try {
            return HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(metrics, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("carillon_build_info");
        } catch (IOException | IllegalArgumentException nobody) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
