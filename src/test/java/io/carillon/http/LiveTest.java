package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.javadsl.Source;
import io.carillon.http.ClusterNews.Node;
import io.carillon.http.ClusterNews.Nodes;
import io.carillon.http.ClusterNews.Second;
import io.carillon.schedule.UserId;
import io.carillon.schedule.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code GET /console/events} */
class LiveTest {
    private static final ClusterWatch WATCH = () -> Source.from(List.of(
            new Nodes(List.of(new Node("10.0.0.1:25520", "up", true, true, "1.2.3", 86, 12))),
            new Second(
                    "10.0.0.1:25520",
                    Instant.parse("2026-03-02T11:15:01Z"),
                    Map.of(Verdict.NO_SUBSCRIBER, 1, Verdict.DELIVERED, 2),
                    Map.of(100L, 1, 5L, 2),
                    List.of())));

    @Test
    void anAdministratorIsSentTheNewsAsEvents() {
        HttpResponse<String> answer = get(Served.ADMIN);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(answer.body())
                .isEqualTo(
                        """
                        event: nodes
                        data: {"nodes":[{"address":"10.0.0.1:25520","status":"up","reachable":true,"oldest":true,"version":"1.2.3","shards":86,"devices":12}]}

                        event: firings
                        data: {"node":"10.0.0.1:25520","at":"2026-03-02T11:15:01.000Z","verdicts":{"delivered":2,"no_subscriber":1},"late_ms":[[5,2],[100,1]]}

                        """);
    }

    @Test
    void theStreamEndsWithItsToken() {
        // Served's clock stands still, the leeway is 30 s: a second is left.
        String late = "jwt "
                + TokenIssuer.issue(
                        Served.SECRET,
                        new UserId("root"),
                        true,
                        Duration.ofSeconds(60),
                        Served.ANYBODY,
                        Served.NOW.minusSeconds(88));
        assertThat(get(late, () -> WATCH.follow().concat(Source.maybe())).body())
                .startsWith("event: nodes");
    }

    @Test
    void nobodyElseIs() {
        HttpResponse<String> answer = get(Served.USER);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("10350");
    }

    private static HttpResponse<String> get(String authorization) {
        return get(authorization, WATCH);
    }

    private static HttpResponse<String> get(String authorization, ClusterWatch watch) {
        try (Served served = new Served(watch)) {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(served.url("/console/events")))
                                    .header("Authorization", authorization)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}
