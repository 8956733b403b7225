package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** No token, secret or payload in any line of the log. */
class LogsTest {
    private static final String MARK = "MARKED-AS-PRIVATE";

    @Test
    void whatCallersSendIsInNoLogLine() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        try (Served api = new Served(
                new ApiSettings(Served.ZONE, DayOfWeek.SUNDAY, false, Cors.OFF, 0, ConsoleActions.ON_AND_OFF),
                "akka.loglevel = INFO")) {
            api.bind("dev", "ann");
            api.post(
                    "/v3/schedule/task/",
                    Served.create("dev", "0101010", List.of(Served.task("7", "5", "[\"" + MARK + "\"]"))));
            api.post("/v3/schedule/task/", "{\"" + MARK);
            api.send("jwt " + MARK, "GET", "/v3/schedule/tasks/", null, BodyPublishers.noBody());
            api.raw("GET /v3/schedule/tasks/ HTTP/1.1\r\nHost: x\r\nAuthorization: \"" + MARK + "\"\r\n\r\n");
            api.raw("GET /v3/schedule/tasks/ HTTP/1.1\r\nHost: x\r\nAuthorization " + MARK + "\r\n\r\n");
            api.raw("GET /" + MARK + "{%zz HTTP/1.1\r\nHost: x\r\n\r\n");
            api.devices.broken = true;
            assertThat(api.send(
                                    Served.USER,
                                    "GET",
                                    "/v3/schedule/tasks/?device_id=dev",
                                    null,
                                    BodyPublishers.noBody(),
                                    "X-Request-Id",
                                    "their-id")
                            .code())
                    .isEqualTo(10050);
        } finally {
            root.detachAppender(lines);
        }
        for (String said : List.of("A request failed with an internal error", "Answered 503 to GET /schedule/tasks/"))
            assertThat(new ArrayList<>(lines.list))
                    .filteredOn(line -> line.getFormattedMessage().equals(said))
                    .singleElement()
                    .satisfies(line -> assertThat(line.getKeyValuePairs())
                            .extracting(pair -> pair.key + "=" + pair.value)
                            .containsExactly("request_id=their-id"));
        String token = Served.USER.substring(4);
        assertThat(new ArrayList<>(lines.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.equals("A request failed with an internal error"))
                .noneMatch(line -> line.contains(MARK))
                .noneMatch(line -> line.contains(token))
                .noneMatch(line -> line.contains(Served.SECRET));
    }
}
