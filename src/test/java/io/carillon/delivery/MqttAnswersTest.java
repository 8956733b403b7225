package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.typesafe.config.ConfigFactory;
import io.carillon.Mosquitto;
import io.carillon.device.Answers;
import io.carillon.device.Outcome;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Input;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real mosquitto, which keeps to no receive maximum once it has its first acknowledgement. */
class MqttAnswersTest {
    private static final DeviceId LAMP = new DeviceId("lamp");
    private static final TopicTemplate TOPIC = TopicTemplate.ofAnswers("c2d/{device_id}/answers");

    private final ActorTestKit akka =
            ActorTestKit.create(ConfigFactory.parseResources("delivery.conf").withFallback(ConfigFactory.load()));
    private final Slow answers = new Slow();
    private Mosquitto broker;
    private Mqtt5AsyncClient device;

    /** Each answer ends when it is released. */
    private static final class Slow implements Answers {
        final Map<String, CompletableFuture<Outcome>> told = new ConcurrentHashMap<>();
        final Set<String> released = ConcurrentHashMap.newKeySet();
        private volatile boolean open;

        @Override
        public CompletionStage<Outcome> answered(DeviceId device, Input.Answered answer) {
            if (open) released.add(answer.fireId());
            CompletableFuture<Outcome> told =
                    this.told.computeIfAbsent(answer.fireId(), id -> new CompletableFuture<>());
            if (open) told.complete(Outcome.CONFIRMED);
            return told;
        }

        @Override
        public CompletionStage<Outcome> here(DeviceId device) {
            throw new UnsupportedOperationException();
        }

        void release(String id) {
            released.add(id);
            told.computeIfAbsent(id, unknown -> new CompletableFuture<>()).complete(Outcome.CONFIRMED);
        }

        void releaseAll() {
            open = true;
            told.keySet().forEach(this::release);
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) {
        Mosquitto.required();
        broker = new Mosquitto(
                        directory,
                        "max_inflight_messages 5000",
                        "persistence true",
                        "persistence_location " + directory + "/")
                .start();
        connectDevice();
    }

    private void connectDevice() {
        device = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .buildAsync();
        device.connect().join();
    }

    @AfterEach
    void stop() {
        akka.shutdownTestKit();
        broker.close();
    }

    private MqttAnswers receiving(long limit) {
        MqttAnswers receiving = new MqttAnswers(
                Broker.of("mqtt://127.0.0.1:" + broker.port(), null, null),
                TOPIC,
                answers,
                (outcome, after) -> {},
                akka.system(),
                InstantSource.system(),
                new InHand(limit));
        await().until(() -> {
            answer("hello", 0).join();
            return answers.told.containsKey("hello");
        });
        return receiving;
    }

    private CompletableFuture<Mqtt5PublishResult> answer(String id, int bytes) {
        return device.publishWith()
                .topic(TOPIC.topic(LAMP))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(new byte[bytes])
                .correlationData(id.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    private List<String> answer(int count, int bytes) {
        List<String> ids =
                IntStream.range(0, count).mapToObj(i -> "answer-" + i).toList();
        ids.stream().map(id -> answer(id, bytes)).toList().forEach(CompletableFuture::join);
        return ids;
    }

    /** With a receive maximum of 1,000 the client closes the connection here, and the broker forgets all the others. */
    @Test
    void manyAnswersAtOnceAreAllTaken() {
        try (MqttAnswers receiving = receiving(Long.MAX_VALUE)) {
            answers.release("hello");
            List<String> sent = answer(3_000, 0);
            await().until(() -> answers.told.containsKey(sent.get(0)));

            answers.release(sent.get(0));

            await().until(() -> answers.told.keySet().containsAll(sent));
        }
    }

    @Test
    void whatIsInHandIsBoundedAndTheBrokerKeepsTheRestUntilItHasEnded() {
        int payload = 60 * 1024;
        try (MqttAnswers receiving = receiving(10 * payload)) {
            answers.release("hello");
            List<String> sent = answer(500, payload);
            await().until(() -> !receiving.isConnected());
            assertThat(answers.told).hasSizeLessThan(sent.size() / 2);

            answers.releaseAll();

            await().until(() -> answers.released.containsAll(sent));
        }
    }

    /** It keeps the session, but not the shared subscription. */
    @Test
    void answersArriveAfterARestartOfABrokerThatKeepsSessions() {
        try (MqttAnswers receiving = receiving(Long.MAX_VALUE)) {
            answers.releaseAll();
            broker.stop();
            await().until(() -> !receiving.isConnected());
            broker.start();
            connectDevice();
            await().until(receiving::isConnected);

            await().until(() -> {
                answer("after", 0).join();
                return answers.told.containsKey("after");
            });
        }
    }
}
