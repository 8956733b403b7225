package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import io.carillon.Mosquitto;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker/mosquitto.acl} on a real mosquitto: a device hears and answers for itself alone. */
class AccessRulesTest {
    private static final String WORD = "word";

    private static Mosquitto broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Mosquitto.required();
        broker = new Mosquitto(
                        directory,
                        Path.of("docker/mosquitto.acl"),
                        Map.of("carillon", WORD, "lamp-1", WORD, "lamp-2", WORD))
                .start();
    }

    @AfterAll
    static void stop() {
        if (broker != null) broker.close();
    }

    private static Mqtt5BlockingClient client(String user) {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .simpleAuth()
                .username(user)
                .password(WORD.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.connect();
        return client;
    }

    private static boolean publishes(String user, String topic) {
        Mqtt5BlockingClient client = client(user);
        try {
            client.publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload("{}".getBytes(StandardCharsets.UTF_8))
                    .send();
            return true;
        } catch (Mqtt5PubAckException denied) {
            return false;
        } finally {
            client.disconnect();
        }
    }

    /** Mosquitto lets anybody subscribe, and delivers what may be read. */
    private static List<String> hears(Mqtt5BlockingClient client, String filter) {
        List<String> heard = new CopyOnWriteArrayList<>();
        try {
            client.toAsync()
                    .subscribeWith()
                    .topicFilter(filter)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(message -> heard.add(message.getTopic().toString()))
                    .send()
                    .join();
        } catch (CompletionException denied) {
            assertThat(denied).hasCauseInstanceOf(Mqtt5SubAckException.class);
        }
        return heard;
    }

    @Test
    void aDeviceAnswersForItselfAlone() {
        assertThat(publishes("lamp-1", "d2c/lamp-1/answers")).isTrue();
        assertThat(publishes("lamp-1", "d2c/lamp-2/answers")).isFalse();
        assertThat(publishes("lamp-1", "c2d/lamp-1/commands")).isFalse();
        assertThat(publishes("lamp-1", "carillon/events/lamp-1")).isFalse();
    }

    @Test
    void aDeviceHearsItsOwnCommandsAloneAndNodesHearEveryAnswer() {
        Mqtt5BlockingClient first = client("lamp-1");
        Mqtt5BlockingClient node = client("carillon");
        try {
            List<String> own = hears(first, "c2d/lamp-1/commands");
            List<String> others = hears(first, "c2d/+/commands");
            List<String> answers = hears(node, "$share/carillon/d2c/+/answers");
            assertThat(publishes("carillon", "c2d/lamp-2/commands")).isTrue();
            assertThat(publishes("carillon", "c2d/lamp-1/commands")).isTrue();
            assertThat(publishes("carillon", "carillon/events/lamp-1")).isTrue();
            assertThat(publishes("lamp-2", "d2c/lamp-2/answers")).isTrue();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(own).contains("c2d/lamp-1/commands");
                assertThat(answers).containsExactly("d2c/lamp-2/answers");
            });
            assertThat(others).doesNotContain("c2d/lamp-2/commands");
        } finally {
            first.disconnect();
            node.disconnect();
        }
    }
}
