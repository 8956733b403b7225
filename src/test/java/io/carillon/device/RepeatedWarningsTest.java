package io.carillon.device;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RepeatedWarningsTest {
    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final Logger logger = (Logger) LoggerFactory.getLogger(RepeatedWarningsTest.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final RepeatedWarnings lines = new RepeatedWarnings(RepeatedWarningsTest.class, kit.system());

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        kit.shutdownTestKit();
    }

    @Test
    void theFirstIsALineWithItsFieldsAndTheRestIsCounted() {
        for (int i = 0; i < 5; i++) {
            int lamp = i;
            lines.warn(1, "A write failed", "disk full", line -> line.addKeyValue("device", "lamp-" + lamp));
        }
        lines.warn(3, "A write failed", "disk full", line -> line);
        assertThat(messages()).containsExactly("A write failed: disk full");
        assertThat(log.list.get(0).getKeyValuePairs())
                .extracting(pair -> pair.value)
                .containsExactly("lamp-0");
        afterTenSeconds(2);
        assertThat(messages().get(1)).isEqualTo("A write failed, 7 times more in 10 s: disk full");
    }

    @Test
    void whatDoesNotHappenAgainIsForgottenSoThatTheNextIsToldAtOnce() {
        lines.warn(1, "A write failed", "disk full", line -> line);
        time.timePasses(RepeatedWarnings.EVERY);
        Awaitility.await().until(() -> {
            lines.warn(1, "A write failed", "disk full", line -> line);
            time.timePasses(RepeatedWarnings.EVERY);
            return messages().size() > 1;
        });
    }

    @Test
    void reasonsAreToldApartUntilThereAreVeryMany() {
        for (int i = 0; i < 1000; i++) lines.warn(1, "A write failed", "reason " + i, line -> line);
        assertThat(messages()).hasSize(101).contains("A write failed: reason 0", "A write failed: several reasons");
    }

    private void afterTenSeconds(int expected) {
        time.timePasses(RepeatedWarnings.EVERY);
        Awaitility.await().until(() -> log.list.size() >= expected);
    }

    private List<String> messages() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
