package io.carillon.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.util.ByteString;
import com.typesafe.config.ConfigFactory;
import io.carillon.http.edge.StrictReading.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Behind the guard, the HTTP layer answers no request that a strict reader of the connection's bytes does not see. */
class HttpLayerFuzzTest {
    private static final int STREAMS = 1500;
    private static final long SEED = 7230;

    private static final ActorTestKit KIT = ActorTestKit.create(
            "fuzz", ConfigFactory.parseResources("http.conf").withFallback(ConfigFactory.load()));

    private final Queue<String> answered = new ConcurrentLinkedQueue<>();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void noRequestIsAnsweredThatAnIndependentParserDoesNotSee() throws IOException {
        Edge edge = Edge.bind(
                        "127.0.0.1",
                        0,
                        new EdgeSettings(100, 1_000_000, 100_000),
                        this::answer,
                        fault -> ByteString.fromString("HTTP/1.1 " + fault.status() + " Refused\r\n\r\n"),
                        KIT.system())
                .toCompletableFuture()
                .join();
        int requests = 0;
        for (long seed = SEED; seed < SEED + STREAMS; seed++) {
            byte[] stream = Streams.next(new Random(seed));
            answered.clear();
            send(edge, stream);
            List<String> seen = StrictReading.of(stream).seen().stream()
                    .map(HttpLayerFuzzTest::told)
                    .toList();
            String what = "stream " + seed + ": " + new String(stream, StandardCharsets.ISO_8859_1);
            assertThat(seen).as(what).hasSizeGreaterThanOrEqualTo(answered.size());
            assertThat(answered).as(what).containsExactlyElementsOf(seen.subList(0, answered.size()));
            requests += answered.size();
        }
        assertThat(requests).as("enough passes to tell").isGreaterThan(STREAMS / 3);
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request) {
        return request.entity().toStrict(60_000, KIT.system()).handle((body, broken) -> {
            if (broken == null)
                answered.add(request.method().value() + " " + body.getData().decodeString(StandardCharsets.ISO_8859_1));
            return HttpResponse.create();
        });
    }

    private static String told(Seen seen) {
        // The HTTP layer makes a GET of it.
        String method = seen.method().equals("HEAD") ? "GET" : seen.method();
        return method + " " + seen.body();
    }

    private static void send(Edge edge, byte[] stream) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), edge.localAddress().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(stream);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }
}
