package io.carillon.http.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import akka.util.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, <i>The edge</i>: what a head may be, and where a request ends. */
class RequestReaderTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\n";

    @Test
    void eachPipelinedRequestPassesByItself() throws Fault {
        String first = POST + "Content-Length: 2\r\n\r\n{}";
        String second = GET + "\r\n";
        assertThat(passed(first + second + second)).containsExactly(first, second, second);
    }

    @Test
    void aHeadPassesWhenAllOfItIsThere() throws Fault {
        RequestReader reader = new RequestReader();
        String head = GET + "\r\n";
        StringBuilder passed = new StringBuilder();
        for (char c : head.toCharArray()) {
            assertThat(passed).isEmpty();
            reader.take(ByteString.fromString(String.valueOf(c)));
            passed.append(reader.read().utf8String());
        }
        assertThat(passed).hasToString(head);
        assertThat(reader.headBytes()).isZero();
    }

    @Test
    void anEmptyLineBeforeARequestIsDropped() throws Fault {
        assertThat(String.join("", passed("\r\n\r\n" + GET + "\r\n\r\n"))).isEqualTo(GET + "\r\n");
    }

    @Test
    void chunksPassAnewWithoutExtensionsAndTrailers() throws Fault {
        String body = "3;a=\"b;\\\"\"\r\nabc\r\n0002\r\nde\r\n0;x\r\nX: y\r\n\r\n";
        assertThat(String.join("", passed(POST + "Transfer-Encoding: Chunked\r\n\r\n" + body + GET + "\r\n")))
                .isEqualTo(POST + "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" + GET + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: x\r\nX: \u00e9\r\nContent-Length: 40\r\n\r\n",
                "GET / HTTP/1.1\nHost: x\n\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: a\u0000\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX : y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nnothing\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
                "GET /\r\n\r\n",
                "GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /#x HTTP/1.1\r\nHost: x\r\n\r\n",
                "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001"
            })
    void whatIsNoCleanHeadIs400(String head) {
        assertThat(refusal(head)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.",
                "/..",
                "/../x",
                "/v3/devices/a/bindings/../",
                "/docs/%2e%2E/v3/x",
                "/a/%2e",
                "/a/.%2e/b?c",
                "http://x/../y"
            })
    void aSegmentOfDotsIs400(String target) {
        assertThat(refusal("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/...", "/.a", "/a.", "/a?b=/../c", "/%2e%2ea", "/a%2f..%2fb", "http://x", "HTTPS://[::1]:8/a"})
    void otherDotsPass(String target) throws Fault {
        assertThat(passed("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5 5",
                "Content-Length:",
                "Content-Length: +5",
                "Content-Length: -0",
                "Content-Length: 5, 5",
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 0x5",
                "Content-Length: 9999999999999999999",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: ,chunked",
                "Transfer-Encoding: chunked,",
                "Transfer-Encoding:",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked, gzip",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: chunked;q=1"
            })
    void anythingButOneSoundFramingIs400(String headers) {
        assertThat(refusal(POST + headers + "\r\n\r\n")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity", "gzip, chunked", "xchunked"})
    void anUnknownTransferCodingIs501(String coding) {
        assertThat(refusal(POST + "Transfer-Encoding: " + coding + "\r\n\r\n")).isEqualTo(501);
    }

    @Test
    void chunkedOnHttp10Is400() {
        assertThat(refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "z\r\n",
                "3 \r\nabc\r\n",
                "3\nabc\r\n",
                "3\r\nabcd\r\n",
                "3\r\nabc\n",
                "-1\r\n",
                "ffffffff\r\n",
                "3;a=\n\r\n",
                "\r\n",
                "0\r\nContent-Length: 3\r\n\r\n",
                "0\r\nnothing\r\n\r\n",
                "0\r\nX: \u00e9\r\n\r\n"
            })
    void malformedChunksAre400(String chunks) {
        assertThat(refusal(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunks))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"8192, 0", "8193, 414"})
    void aRequestLineHasAtMost8KiB(int length, int status) {
        String line = "GET /" + "x".repeat(length - 14) + " HTTP/1.1";
        assertThat(line).hasSize(length);
        assertThat(refusal(line + "\r\nHost: x\r\n\r\n")).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"32768, 0", "32769, 431"})
    void aHeadHasAtMost32KiB(int length, int status) {
        String head = GET + "X: " + "x".repeat(length - GET.length() - 7) + "\r\n\r\n";
        assertThat(head).hasSize(length);
        assertThat(refusal(head)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"99, 0", "100, 431"})
    void aHeadHasAtMost100Headers(int besideHost, int status) {
        assertThat(refusal(GET + "X: y\r\n".repeat(besideHost) + "\r\n")).isEqualTo(status);
    }

    @Test
    void emptyLinesWithoutEndAreNoHead() {
        assertThat(refusal("\r\n".repeat(20_000))).isEqualTo(414);
    }

    /** Zero where it passes. */
    private static int refusal(String bytes) {
        Fault fault = catchThrowableOfType(Fault.class, () -> passed(bytes));
        return fault == null ? 0 : fault.status();
    }

    private static List<String> passed(String bytes) throws Fault {
        RequestReader reader = new RequestReader();
        reader.take(ByteString.fromArray(bytes.getBytes(StandardCharsets.ISO_8859_1)));
        List<String> passed = new ArrayList<>();
        while (reader.hasInput()) passed.add(reader.read().utf8String());
        passed.removeIf(String::isEmpty);
        return passed;
    }
}
