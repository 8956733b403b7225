package io.carillon.http.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.CoordinatedShutdown;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.util.ByteString;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract 1, <i>The edge</i>, over sockets: time, memory, connections, and how a node stops. */
class EdgeLimitsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final ActorTestKit kit = ActorTestKit.create(
            "limits",
            ConfigFactory.parseString("akka.coordinated-shutdown.exit-jvm = off")
                    .withFallback(ConfigFactory.parseResources("http.conf"))
                    .withFallback(ConfigFactory.load()));
    private final List<Socket> sockets = new ArrayList<>();
    private final CompletableFuture<HttpResponse> later = new CompletableFuture<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final Edge edge = Edge.bind(
                    "127.0.0.1",
                    0,
                    new EdgeSettings(20, 100_000, 100_000),
                    this::answer,
                    fault -> ByteString.fromString("refused " + fault.status()),
                    kit.system())
            .toCompletableFuture()
            .join();

    private CompletionStage<HttpResponse> answer(HttpRequest request) {
        requests.incrementAndGet();
        HttpResponse hello = HttpResponse.create().withEntity("hello");
        if (request.getUri().path().equals("/later")) return later;
        return request.entity().toStrict(60_000, kit.system()).thenApply(all -> hello);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) socket.close();
        kit.shutdownTestKit();
    }

    @Test
    void aHeadThatStopsHalfwayIs408AfterTenSeconds() throws IOException {
        long begun = System.nanoTime();
        Socket slow = connected("GET / HTTP/1.1\r\nHo");
        assertThat(rest(slow)).isEqualTo("refused 408");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(9));
    }

    @Test
    void whoSendsNothingShutsNobodyOut() throws IOException {
        for (int i = 0; i < 100; i++) {
            connected("");
            connected("GET");
            assertThat(answer(connected(GET))).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void headsWithoutEndFillNoMemory() throws IOException {
        for (int i = 0; i < 15; i++) {
            connected("GET / HTTP/1.1\r\nX: " + "x".repeat(30_000));
            assertThat(answer(connected(GET))).startsWith("HTTP/1.1 200 ");
        }
        await("those that were there first are closed").untilAsserted(() -> {
            assertThat(rest(sockets.get(0))).isEmpty();
            assertThat(rest(sockets.get(2))).isEmpty();
        });
    }

    @Test
    void aNodeThatStopsAnswersWhatItWasAskedAndClosesAllElse() throws IOException {
        Socket idle = connected(GET);
        assertThat(answer(idle)).startsWith("HTTP/1.1 200 ");
        Socket begun = connected("GET / HTTP/1.1\r\n");
        Socket asked = connected("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
        Socket sending = connected("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n1");
        await().untilAsserted(() -> assertThat(requests).hasValue(3));
        edge.addToCoordinatedShutdown(Duration.ofMinutes(1), kit.system());
        CoordinatedShutdown.get(kit.system()).runAll(CoordinatedShutdown.unknownReason());
        assertThat(rest(idle)).isEmpty();
        assertThat(rest(begun)).isEmpty();
        later.complete(HttpResponse.create().withEntity("late"));
        assertThat(rest(asked)).startsWith("HTTP/1.1 200 ").endsWith("late");
        sending.getOutputStream().write('2');
        assertThat(rest(sending)).startsWith("HTTP/1.1 200 ").endsWith("hello");
    }

    private Socket connected(String bytes) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), edge.localAddress().getPort());
        sockets.add(socket);
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("hello")) {
            int next = socket.getInputStream().read();
            if (next < 0) return answer.toString();
            answer.append((char) next);
        }
        return answer.toString();
    }

    /** Until the connection is closed; empty too where it was reset. */
    private static String rest(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException reset) {
            return "";
        }
    }
}
