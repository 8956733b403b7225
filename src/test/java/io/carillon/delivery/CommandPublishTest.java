package io.carillon.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.device.Courier.Message;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandPublishTest {
    static final int UNBOUNDED = 268_435_460;
    private static final Instant DUE = Instant.parse("2030-05-06T07:08:00Z");
    private static final Instant DEADLINE = DUE.plusSeconds(300);
    private static final DeviceId LAMP = new DeviceId("lamp");
    private static final GroupId GROUP = GroupId.of(new UUID(0, 0), LAMP);
    static final MqttSettings SETTINGS = new MqttSettings(
            Broker.of("mqtt://broker", null, null),
            new TopicTemplate("c2d/{device_id}/{task}/{fire_id}"),
            TopicTemplate.ANSWERS,
            Duration.ofMinutes(5));

    @Test
    void nobodyIsToldToAnswerWhereNobodyWaitsForIt() {
        Mqtt5Publish publish = publish(null, DUE);
        assertThat(publish.getTopic()).isEqualTo(MqttTopic.of("c2d/lamp/feed/feed-1904281680"));
        assertThat(publish.getMessageExpiryInterval()).hasValue(300);
        assertThat(publish.getResponseTopic()).isEmpty();
        assertThat(publish.getCorrelationData()).isEmpty();
    }

    @Test
    void whoIsToAnswerLearnsWhereAndByWhichId() {
        Mqtt5Publish publish = publish(Duration.ofSeconds(30), DUE);
        assertThat(publish.getResponseTopic()).contains(MqttTopic.of("d2c/lamp/answers"));
        assertThat(publish.getCorrelationData()).contains(ByteBuffer.wrap("feed-1904281680".getBytes(UTF_8)));
    }

    /** It may have waited for a connection for longer than until the repeat. */
    @Test
    void theBrokerKeepsItFromItsSendingToItsRepeatAndNeverBeyondItsDeadline() {
        Duration repeat = Duration.ofSeconds(30);
        assertThat(publish(repeat, DUE).getMessageExpiryInterval()).hasValue(30);
        assertThat(publish(repeat, DUE.plusSeconds(60)).getMessageExpiryInterval())
                .hasValue(30);
        assertThat(publish(repeat, DEADLINE.minusSeconds(20)).getMessageExpiryInterval())
                .hasValue(20);
        assertThat(publish(repeat, DEADLINE).getMessageExpiryInterval()).hasValue(1);
    }

    @Test
    void whereTheBrokerTakesLittlePropertiesGiveWayOneByOneAndTheCommandNever() {
        Message message = message(Duration.ofSeconds(30));
        Set<List<String>> seen = new LinkedHashSet<>();
        int size = 1_000;
        for (; size > 0; size--) {
            try {
                Mqtt5Publish publish = CommandPublish.of(message, SETTINGS, DUE, size);
                assertThat(publish.getPayloadAsBytes()).isEqualTo("{}".getBytes(UTF_8));
                seen.add(properties(publish));
            } catch (IllegalArgumentException tooSmall) {
                break;
            }
        }

        assertThat(size + 1)
                .as("type, length, topic, packet id, no properties, payload")
                .isEqualTo(1 + 1 + 31 + 2 + 1 + 2);
        assertThat(seen)
                .startsWith(List.of("expiry", "answer", "fire-id", "group-id", "task", "scheduled-at", "content type"))
                .endsWith(List.of());
        assertThat(seen).filteredOn(all -> !all.isEmpty()).allMatch(all -> all.contains("expiry"));
        assertThatThrownBy(() -> CommandPublish.of(message, SETTINGS, DUE, 37))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a packet of 38 bytes, and the broker takes 37");
    }

    private static List<String> properties(Mqtt5Publish publish) {
        List<String> present = new ArrayList<>();
        if (publish.getMessageExpiryInterval().isPresent()) present.add("expiry");
        assertThat(publish.getCorrelationData().isPresent())
                .isEqualTo(publish.getResponseTopic().isPresent());
        if (publish.getCorrelationData().isPresent()) present.add("answer");
        publish.getUserProperties()
                .asList()
                .forEach(each -> present.add(each.getName().toString()));
        if (publish.getContentType().isPresent()) present.add("content type");
        return present;
    }

    private static Mqtt5Publish publish(@Nullable Duration repeatedAfter, Instant now) {
        return CommandPublish.of(message(repeatedAfter), SETTINGS, now, UNBOUNDED);
    }

    private static Message message(@Nullable Duration repeatedAfter) {
        return new Message(LAMP, new Occurrence(GROUP, new TaskName("feed"), DUE), "{}", DEADLINE, repeatedAfter);
    }
}
