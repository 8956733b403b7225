package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.FreePort;
import io.carillon.e2e.Directories;
import io.carillon.e2e.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Debian's Prometheus, scraping one node every second. */
public final class Prometheus implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/bin/prometheus");

    private final int port = FreePort.find();
    private final Process process;
    private final Path directory;

    /** With {@code CI=true} it must be. */
    public static boolean isInstalled() {
        boolean there = Files.isExecutable(BINARY);
        if ("true".equals(System.getenv("CI")))
            assertThat(there).as("Debian's package prometheus").isTrue();
        return there;
    }

    public Prometheus(NodeProcess node) {
        directory = Directories.empty(node.directory().resolve("prometheus"));
        Path configuration = directory.resolve("prometheus.yml");
        try {
            Files.writeString(
                    configuration,
                    """
                    scrape_configs:
                      - job_name: carillon
                        scrape_interval: 1s
                        static_configs: [{targets: ['%s'], labels: {namespace: test, pod: node}}]
                    """
                            .formatted(node.managementAddress()));
            process = new ProcessBuilder(
                            BINARY.toString(),
                            "--config.file=" + configuration,
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that alerts and dashboard ask for has an answer, whatever it is. */
    public void answersWhateverIsAsked() {
        assertThat(Monitoring.queries()).hasSizeGreaterThan(30);
        for (String query : Monitoring.queries())
            await("a series for " + query + "; see " + directory)
                    .atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> assertThat(series(certain(query)))
                            .as(certain(query))
                            .isPositive());
    }

    /** What asks for something that need not be is widened, a condition becomes 0 or 1, and Grafana's variables are filled in. */
    private static String certain(String query) {
        return query.replace("$__rate_interval", "1m")
                .replaceAll("\\$(namespace|instance)", ".*")
                .replaceAll("(status|code)!?=\"\\w+\"", "$1=~\".+\"")
                .replaceAll(" (==|!=|>=|<=|>|<) ", " $1 bool ")
                .replace(" unless ", " or ");
    }

    private int series(String query) throws InterruptedException {
        URI uri = URI.create(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        try {
            String answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            var parsed = new ObjectMapper().readTree(answer);
            assertThat(parsed.path("status").asText()).as(answer).isEqualTo("success");
            return parsed.path("data").path("result").size();
        } catch (IOException notYet) {
            return 0;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
