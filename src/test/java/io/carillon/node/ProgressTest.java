package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ProgressTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Progress.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    @Test
    void whatTakesLongSaysSoAndWhatIsQuickDoesNot() {
        Progress.during("Waiting", () -> await().until(() -> !lines.list.isEmpty()));
        assertThat(lines.list.get(0).getFormattedMessage()).matches("Waiting, \\d+ s so far");
        int before = lines.list.size();
        Progress.during("Nothing", () -> {});
        assertThat(lines.list).hasSize(before);
    }
}
