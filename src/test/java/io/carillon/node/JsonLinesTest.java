package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {
    private final JsonLines lines = new JsonLines();

    JsonLinesTest() {
        lines.start();
    }

    @Test
    void aLineHoldsTheMessageAsItReadsTheTimeAndFields() throws IOException {
        LoggingEvent event = event(null, "Waiting for the {}: {}", "database", "\u00e9\n\"");
        event.addKeyValuePair(new KeyValuePair("request_id", "r-1"));
        event.addKeyValuePair(new KeyValuePair("attempts", 3));
        assertThat(line(event).toString())
                .isEqualTo("{\"time\":\"2026-03-02T04:05:06.789Z\",\"level\":\"WARN\",\"logger\":\"io.carillon.Some\","
                        + "\"thread\":\"t\",\"message\":\"Waiting for the database: \u00e9\\n\\\"\",\"request_id\":\"r-1\","
                        + "\"attempts\":\"3\"}");
    }

    @Test
    void anErrorIsOneFieldWithItsStackTrace() throws IOException {
        assertThat(line(event(new IllegalStateException("oh"), "It failed"))
                        .path("error")
                        .asText())
                .startsWith("java.lang.IllegalStateException: oh")
                .contains("JsonLinesTest");
    }

    @Test
    void theShippedConfigurationUsesIt() throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/logback.xml"))).contains(JsonLines.class.getName());
    }

    private static LoggingEvent event(@Nullable Throwable failure, String message, Object... arguments) {
        LoggingEvent event = new LoggingEvent(
                "", new LoggerContext().getLogger("io.carillon.Some"), Level.WARN, message, failure, arguments);
        event.setInstant(Instant.parse("2026-03-02T04:05:06.789Z"));
        event.setThreadName("t");
        return event;
    }

    private JsonNode line(LoggingEvent event) throws IOException {
        String text = new String(lines.encode(event), StandardCharsets.UTF_8);
        assertThat(text).endsWith("}\n").containsOnlyOnce("\n");
        return new ObjectMapper().readTree(text);
    }
}
