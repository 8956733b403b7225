package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogAppenderTest {
    /** As {@code logback.xml} names its appenders: with another name nothing at all would be logged. */
    @ParameterizedTest
    @CsvSource({"json, json", "JSON, json", "text, text", "Text, text", "'', text", "xml, text"})
    void everyValueLeadsToAnAppender(String value, String appender) {
        assertThat(LogAppender.of(Map.of("CARILLON_LOG_FORMAT", value))).isEqualTo(appender);
    }
}
