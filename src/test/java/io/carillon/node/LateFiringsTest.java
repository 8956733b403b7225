package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.device.Delay;
import io.carillon.device.Fired;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LateFiringsTest {
    private static final Instant SEVEN = Instant.parse("2026-11-23T07:00:00Z");
    private static final DeviceId LAMP = new DeviceId("lamp");

    private final Logger logger = (Logger) LoggerFactory.getLogger(LateFirings.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final LateFirings late = new LateFirings();

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
    void aLateFiringSaysByHowMuchAndWhyAndWhichItIs() {
        Fired fired = fired(Verdict.DELIVERED, SEVEN.plusMillis(2345), Delay.BROKER);
        late.fired(fired);
        assertThat(messages())
                .containsExactly("Late by 2345 ms: the broker was away, refused it or was slow to acknowledge it");
        assertThat(lines.list.get(0).getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .contains(
                        "device=lamp",
                        "group=" + fired.firing().occurrence().group().value(),
                        "fire_id=" + fired.firing().occurrence().fireId());
    }

    @Test
    void oneThatExpiredSaysSoAndOneOnTimeSaysNothing() {
        late.fired(fired(Verdict.EXPIRED, null, Delay.WOKEN_LATE));
        late.fired(fired(Verdict.DELIVERED, SEVEN.plusMillis(3), null));
        assertThat(messages()).containsExactly("Expired: no node had woken the device by then");
    }

    @Test
    void aHerdIsTwentyLinesASecondAndOneThatCountsTheRest() {
        for (int i = 0; i < 100; i++) late.fired(fired(Verdict.DELIVERED, SEVEN.plusSeconds(3), Delay.STANDSTILL));
        assertThat(lines.list).hasSize(LateFirings.LINES_A_SECOND);
        late.endSecond();
        late.endSecond();
        assertThat(messages().subList(LateFirings.LINES_A_SECOND, lines.list.size()))
                .containsExactly("80 more firings were late within a second");
        late.fired(fired(Verdict.DELIVERED, SEVEN.plusSeconds(3), Delay.STANDSTILL));
        assertThat(lines.list).hasSize(LateFirings.LINES_A_SECOND + 2);
    }

    @Test
    void eachThatExpiredIsNamed() {
        for (int i = 0; i < 200; i++) late.fired(fired(Verdict.EXPIRED, null, Delay.BROKER));
        late.endSecond();
        assertThat(lines.list).hasSize(200);
    }

    private static Fired fired(Verdict verdict, @Nullable Instant acknowledged, @Nullable Delay delay) {
        Occurrence occurrence = new Occurrence(GroupId.of(new UUID(1, 2), LAMP), TaskName.of(new UUID(3, 4)), SEVEN);
        return new Fired(
                LAMP, new Firing(occurrence, verdict, 1, acknowledged, acknowledged), Optional.ofNullable(delay));
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
