package io.carillon.e2e;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A device that hears its commands and answers them as it is told. */
final class AnsweringDevice implements AutoCloseable {
    private final String answers;
    private final Mqtt5AsyncClient client;
    private final List<Mqtt5Publish> heard = new CopyOnWriteArrayList<>();

    /** @param onCommand what it does with each */
    AnsweringDevice(Broker broker, String device, BiConsumer<AnsweringDevice, Mqtt5Publish> onCommand) {
        answers = "d2c/" + device + "/answers";
        client = MqttClient.builder()
                .useMqttVersion5()
                .identifier("device-" + UUID.randomUUID())
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .buildAsync();
        client.connect().orTimeout(20, TimeUnit.SECONDS).join();
        client.subscribeWith()
                .topicFilter("c2d/" + device + "/commands")
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(command -> {
                    heard.add(command);
                    onCommand.accept(this, command);
                })
                .send()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    List<Mqtt5Publish> heard() {
        return heard;
    }

    /** By MQTT 5, to where the command says. */
    void answer(Mqtt5Publish command, @Nullable String status, String payload) {
        var answer = Mqtt5Publish.builder()
                .topic(command.getResponseTopic().orElseThrow())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .correlationData(command.getCorrelationData().orElseThrow());
        client.publish(
                status == null
                        ? answer.build()
                        : answer.userProperties()
                                .add("status", status)
                                .applyUserProperties()
                                .build());
    }

    /** By a fire id alone. */
    void answer(String fireId, String status) {
        client.publish(Mqtt5Publish.builder()
                .topic(answers)
                .qos(MqttQos.AT_LEAST_ONCE)
                .correlationData(ByteBuffer.wrap(fireId.getBytes(StandardCharsets.UTF_8)))
                .userProperties()
                .add("status", status)
                .applyUserProperties()
                .build());
    }

    /** As a device of MQTT 3.1.1 does. */
    void say(String json) {
        client.publishWith()
                .topic(answers)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(json.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    static String fireId(Mqtt5Publish command) {
        ByteBuffer id = command.getCorrelationData().orElseThrow();
        return StandardCharsets.UTF_8.decode(id).toString();
    }

    @Override
    public void close() {
        client.disconnect().exceptionally(notConnected -> null).join();
    }
}
