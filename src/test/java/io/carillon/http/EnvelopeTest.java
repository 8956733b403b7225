package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import java.time.DayOfWeek;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 1: an error of any call has the envelope, also where Akka HTTP refuses before there is a call. */
class EnvelopeTest {
    @RegisterExtension
    static final Served api = new Served();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v3/%zz HTTP/1.1;Host: x|400",
                "GET /v3/schedule/tasks/?device_id=%zz HTTP/1.1;Host: x|4",
                "GET /v3/schedule/tasks/?device_id={[\\]} HTTP/1.1;Host: x|4",
                "GET http://[/ HTTP/1.1;Host: x|400",
                "GET /v3/schedule/tasks/ HTTP/1.1|400",
                "GET /v3/schedule/tasks/ HTTP/1.1;Host: a b|400",
                "GET /v3/schedule/tasks/ HTTP/3.7;Host: x|400",
                "FETCH /v3/schedule/tasks/ HTTP/1.1;Host: x|501",
                "nonsense all of it|4",
                "GET /v3/schedule/tasks/ HTTP/1.1;Host: x;no colon here|400",
                "GET /v3/schedule/tasks/ HTTP/1.1;Host: x;Content-Length: -1|400",
                "POST /v3/schedule/task/ HTTP/1.1;Host: x;Content-Length: 1;Content-Length: 2|400",
                "POST /v3/schedule/task/ HTTP/1.1;Host: x;Content-Length: x|400",
                "POST /v3/schedule/task/ HTTP/1.1;Host: x;Content-Type: ;Content-Length: 0|4",
                "POST /v3/schedule/task/ HTTP/1.1;Host: x;Content-Type: a/b/c;Content-Length: 0|4",
                "POST /v3/schedule/task/ HTTP/1.1;Host: x;Expect: miracles;Content-Length: 0|4",
                "PRI * HTTP/2.0|4"
            })
    void whatAkkaHttpRefusesHasOurEnvelope(String lines, String status) {
        String answer = api.raw(lines.replace(";", "\r\n") + "\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .containsPattern("(?i)content-type: application/json")
                .containsPattern("\"code\":10(000|101)}")
                .endsWith("\"data\":{}}");
    }

    @Test
    void tooLongUrisAndHeadersHaveOurEnvelope() {
        assertThat(api.raw("GET /v3/" + "x".repeat(8200) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ")
                .contains("\"code\":10000");
        assertThat(api.raw("GET /v3/ HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(33_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("\"code\":10000");
        assertThat(api.raw("GET /v3/ HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(100) + "\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("\"code\":10000");
    }

    @Test
    void aDeviceThatNeverAnswersIs10050() {
        assertUnavailable("", Duration.ofMillis(200));
    }

    @Test
    void akkaHttpsOwnTimeOutHasOurEnvelope() {
        assertUnavailable("akka.http.server.request-timeout = 200ms", Duration.ofSeconds(30));
    }

    private static void assertUnavailable(String settings, Duration patience) {
        try (Served slow = new Served(
                new ApiSettings(Served.ZONE, DayOfWeek.SUNDAY, false, Cors.OFF, 0, ConsoleActions.ON_AND_OFF),
                settings,
                patience)) {
            slow.devices.silent = true;
            Answered answered = slow.get("/v3/schedule/tasks/?device_id=dev");
            assertThat(answered.status()).isEqualTo(503);
            assertThat(answered.code()).isEqualTo(10050);
            assertThat(answered.raw().headers().firstValue("Retry-After")).isPresent();
            assertThat(answered.raw().headers().firstValue("Content-Type")).hasValue("application/json");
        }
    }
}
