package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing but a 4xx, in the API's envelope, comes of what is meant to hurt. */
class HostileTest {
    private static final String BODY = Served.create("dev", "0101010", List.of(Served.task("7", "5", "{}")));

    @RegisterExtension
    static final Served api = new Served();

    @BeforeAll
    static void serve() {
        api.bind("dev", "ann");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[[],", "{\"tasks\":[", "{\"a\":\"", "9", "\\", "{\"a\":1e9"})
    void aHundredThousandOfAnythingIs400(String part) {
        Answered answered = api.post("/v3/schedule/task/", part.repeat(Math.min(100_000, 262_144 / part.length())));
        assertThat(answered.status()).isEqualTo(400);
        assertThat(answered.code()).isEqualTo(10000);
    }

    @Test
    void longKeysInOneAnotherCostNoMoreThanTheirLength() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 19; i++)
            body.append("{\"").append("k".repeat(10_000)).append("\":");
        body.append("{");
        for (int i = 0; i < 8_000; i++) body.append("\"").append(i).append("\":0,");
        Answered answered = api.post(
                "/v3/schedule/task/",
                body.append("\"0\":0").append("}".repeat(20)).toString());
        assertThat(answered.status()).isEqualTo(400);
        assertThat(answered.message()).endsWith("0: given twice, once expected").hasSizeLessThan(1100);
    }

    @Test
    void twoMegabytesAre413HoweverTheyCome() {
        byte[] large = new byte[2_000_000];
        for (Answered answered : List.of(
                api.send(
                        Served.USER,
                        "POST",
                        "/v3/schedule/task/",
                        "application/json",
                        BodyPublishers.ofByteArray(large)),
                api.send(
                        Served.USER,
                        "POST",
                        "/v3/schedule/task/",
                        "application/json",
                        BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large))))) {
            assertThat(answered.status()).isEqualTo(413);
            assertThat(answered.code()).isEqualTo(10000);
        }
    }

    @Test
    void aCallerWithoutATokenIsAnsweredAfterTwoMegabytesToo() {
        Answered answered = api.send(
                null,
                "POST",
                "/v3/schedule/task/",
                "application/json",
                BodyPublishers.ofByteArray(new byte[2_000_000]));
        assertThat(answered.code()).isEqualTo(10101);
    }

    @Test
    void packedBodiesAreUnpacked() throws IOException {
        assertThat(packed("gzip", gzip(BODY.getBytes(StandardCharsets.UTF_8))).code())
                .isZero();
        assertThat(packed("x-GZip", gzip(BODY.getBytes(StandardCharsets.UTF_8))).code())
                .isZero();
        assertThat(packed("deflate", deflate(BODY.getBytes(StandardCharsets.UTF_8), false))
                        .code())
                .isZero();
        assertThat(packed("deflate", deflate(BODY.getBytes(StandardCharsets.UTF_8), true))
                        .code())
                .isZero();
        assertThat(packed("identity", BODY.getBytes(StandardCharsets.UTF_8)).code())
                .isZero();
    }

    @Test
    void theLimitIsOnTheUnpackedBody() throws IOException {
        byte[] most = (BODY + " ".repeat(262_144 - BODY.length())).getBytes(StandardCharsets.UTF_8);
        assertThat(packed("gzip", gzip(most)).code()).isZero();
        byte[] more = (BODY + " ".repeat(262_145 - BODY.length())).getBytes(StandardCharsets.UTF_8);
        assertThat(packed("gzip", gzip(more)).status()).isEqualTo(413);
        assertThat(packed("deflate", deflate(more, false)).status()).isEqualTo(413);
    }

    @Test
    void aBombIsStoppedEarly() throws IOException {
        byte[] bomb = gzip(new byte[200 * 1024 * 1024]);
        assertThat(bomb.length).isLessThan(Body.MAX_BYTES);
        Answered answered = packed("gzip", bomb);
        assertThat(answered.status()).isEqualTo(413);
        assertThat(answered.code()).isEqualTo(10000);
    }

    @ParameterizedTest
    @CsvSource({"gzip, 400", "deflate, 400", "br, 415", "'gzip, gzip', 415"})
    void whatIsNotPackedAsItSaysIsRefused(String encoding, int status) {
        Answered answered = packed(encoding, BODY.getBytes(StandardCharsets.UTF_8));
        assertThat(answered.status()).isEqualTo(status);
        assertThat(answered.code()).isEqualTo(10000);
    }

    @Test
    void aTruncatedPackedBodyIs400() throws IOException {
        byte[] whole = gzip(BODY.getBytes(StandardCharsets.UTF_8));
        assertThat(packed("gzip", Arrays.copyOf(whole, whole.length - 10)).status())
                .isEqualTo(400);
        assertThat(packed("gzip", new byte[0]).status()).isEqualTo(400);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aSenderThatStopsIsAnswered408() {
        long start = System.nanoTime();
        String answer = api.raw(head("POST /v3/schedule/task/", "Content-Length: 1000"), "{\"device_id\":");
        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"code\":10000");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(14));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aSenderThatDripsIsAnswered408() throws IOException {
        ScheduledExecutorService drips = Executors.newSingleThreadScheduledExecutor();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write(head("POST /v3/schedule/task/", "Content-Length: 1000").getBytes(StandardCharsets.US_ASCII));
            ScheduledFuture<?> dripping = drips.scheduleAtFixedRate(() -> drip(out), 0, 100, TimeUnit.MILLISECONDS);
            assertThat(dripping.isDone()).isFalse();
            assertThat(Served.answer(socket.getInputStream()))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("\"code\":10000");
        } finally {
            drips.shutdownNow();
        }
    }

    @Test
    void aSenderWithoutATokenThatStopsIsAnsweredToo() {
        String answer = api.raw("POST /v3/schedule/task/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{");
        assertThat(answer).startsWith("HTTP/1.1 401 ").contains("\"code\":10101");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aBodyThatSaysItIsHugeIsRefused() {
        String answer = api.raw(head("POST /v3/schedule/task/", "Content-Length: 999999999999"), "{");
        assertThat(answer).startsWith("HTTP/1.1 4").contains("\"code\":10000");
    }

    @Test
    void malformedChunksAre400() {
        String answer = api.raw(head("POST /v3/schedule/task/", "Transfer-Encoding: chunked"), "zz\r\nno\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("\"code\":10000")
                .contains("application/json");
    }

    @Test
    void halvesOfSurrogatePairsInNamesAre400() {
        for (String body : List.of(
                "{\"\\ud800\":1,\"\\ud800\":1}",
                "{\"device_id\":\"\\ud800\"}",
                "{\"device_id\":\"" + "x".repeat(39) + "\\ud83d\\ude00\"}")) {
            Answered answered = api.post("/v3/schedule/task/", body);
            assertThat(answered.status()).isEqualTo(400);
            assertThat(answered.code()).isEqualTo(10000);
        }
    }

    @Test
    void thousandsOfRequestsInOneBreathAreAnsweredOneByOne() throws IOException {
        int many = 5000;
        String request = "GET /nowhere/ HTTP/1.1\r\nHost:x\r\n\r\n";
        String last = "GET /nowhere/ HTTP/1.1\r\nHost:x\r\nConnection: close\r\n\r\n";
        byte[] breath = (request.repeat(many - 1) + last).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(30_000);
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(socket, breath));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            written.join();
            assertThat(answers.split("HTTP/1.1 404 ", -1)).hasSize(many + 1);
        }
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void afterAllThisTheServiceStillServes() {
        assertThat(api.post("/v3/schedule/task/", BODY).code()).isZero();
    }

    private static void drip(OutputStream out) {
        try {
            out.write('x');
            out.flush();
        } catch (IOException closed) {
            // Then nobody listens any more.
        }
    }

    private static String head(String methodAndPath, String header) {
        return String.format(
                Locale.ROOT,
                "%s HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Type: application/json\r\n%s\r\n\r\n",
                methodAndPath,
                Served.USER,
                header);
    }

    private static Answered packed(String encoding, byte[] body) {
        return api.send(
                Served.USER,
                "POST",
                "/v3/schedule/task/",
                "application/json",
                BodyPublishers.ofByteArray(body),
                "Content-Encoding",
                encoding);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] deflate(byte[] bytes, boolean bare) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(packed, new Deflater(Deflater.DEFAULT_COMPRESSION, bare))) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
