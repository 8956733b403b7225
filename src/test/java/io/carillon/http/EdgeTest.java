package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, <i>The edge</i>, over sockets: what a stranger sends gets a refusal, and nothing that it hides is run. */
class EdgeTest {
    @RegisterExtension
    static final Served api = new Served();

    @BeforeAll
    static void serve() {
        api.bind("lamp", "ann");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00e9", "\u00e0", "\u00f0", "\u00f7"})
    void aByteThatSwallowsTheNextHeaderHidesNoRequest(String lead) {
        String hidden = "DELETE /v3/devices/lamp/ HTTP/1.1\r\nHost: x\r\nAuthorization: " + Served.ADMIN + "\r\n\r\n";
        for (String framing : List.of("Content-Length: " + hidden.length(), "Transfer-Encoding: chunked")) {
            String answers =
                    all("POST /v3/x HTTP/1.1\r\nHost: x\r\nX: " + lead + "\r\n" + framing + "\r\n\r\n" + hidden);
            assertThat(answers)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"code\":10000")
                    .containsOnlyOnce("HTTP/1.1 ");
            assertThat(answers).contains("Connection: close");
        }
        assertThat(api.devices.state("lamp").users()).isNotEmpty();
    }

    @Test
    void whatIsPipelinedBeforeARefusalIsAnsweredAndNothingAfterIsRun() {
        String read = "GET /v3/schedule/tasks/?device_id=lamp HTTP/1.1\r\nHost: x\r\nAuthorization: " + Served.USER
                + "\r\n\r\n";
        String answers = all(read + "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1 1\r\n\r\n" + read);
        assertThat(statuses(answers)).containsExactly("200", "400");
    }

    @Test
    void aRequestToASegmentOfDotsIsRefusedAndKeepsItsId() {
        String answer = all(
                "DELETE /v3/devices/lamp/bindings/../ HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine-1\r\nAuthorization: "
                        + Served.ADMIN + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("X-Request-Id: mine-1\r\n");
        assertThat(api.devices.state("lamp").users()).isNotEmpty();
    }

    @Test
    void aRefusalCarriesWhatEveryAnswerDoes() {
        assertThat(all("GET / HTTP/1.1\r\n\r\n"))
                .containsPattern("X-Request-Id: [0-9a-f]{16}\r\n")
                .contains("Cache-Control: no-store\r\n", "X-Content-Type-Options: nosniff\r\n")
                .endsWith("{\"meta\":{\"message\":\"request: one Host expected\",\"code\":10000},\"data\":{}}");
        await().untilAsserted(() -> assertThat(api.answered)
                .anyMatch(one -> one.status() == 400 && one.route().equals("other")));
    }

    @Test
    void aHeadAnswersAsAGetWithoutTheBody() {
        String got = all("GET /openapi.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        String head = all("HEAD /openapi.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(head).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
        assertThat(head).contains(line(got, "ETag: "), line(got, "Content-Type: "));
    }

    @Test
    void whoClosesHisHalfIsStillAnswered() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("GET /nowhere/ HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void nobodyIsToldToContinueBeforeHisTokenIsLookedAt() {
        String refused =
                all("POST /v3/schedule/task/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
        assertThat(statuses(refused)).containsExactly("401");
        String welcome = all(
                "POST /v3/schedule/task/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nAuthorization: " + Served.USER + "\r\n\r\n",
                "{}");
        assertThat(statuses(welcome)).containsExactly("100", "400");
    }

    /** Everything that the server says until it closes; a part is sent when an answer to the one before has begun. */
    private static String all(String... parts) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(30_000);
            StringBuilder answers = new StringBuilder();
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
                answers.append((char) socket.getInputStream().read());
            }
            return answers + new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static List<String> statuses(String answers) {
        return Stream.of(answers.split("HTTP/1.1 ", -1))
                .skip(1)
                .map(one -> one.substring(0, 3))
                .toList();
    }

    private static String line(String answer, String start) {
        return answer.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }
}
