package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.FreePort;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** With the embedded broker, which it therefore tests too. */
@Timeout(60)
class ListenCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private CommandLine listen(Map<String, String> environment) {
        return Main.commandLine(environment).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }

    @Test
    void itWaitsForTheBrokerAndPrintsOneLineAMessage(@TempDir Path directory) throws Exception {
        int port = FreePort.find();
        CommandLine command = listen(Map.of("CARILLON_MQTT_URL", "mqtt://127.0.0.1:" + port));
        Thread listening = new Thread(() -> command.execute("listen"));
        listening.start();
        await().until(() -> err.toString().contains("waiting for mqtt://127.0.0.1:" + port));

        try (EmbeddedBroker broker = new EmbeddedBroker("127.0.0.1", port, directory)) {
            assertThat(broker).isNotNull();
            await().atMost(Duration.ofSeconds(20)).until(() -> err.toString().contains("listening on"));
            Mqtt5BlockingClient device = MqttClient.builder()
                    .useMqttVersion5()
                    .serverHost("127.0.0.1")
                    .serverPort(port)
                    .buildBlocking();
            device.connect();
            await().until(() -> {
                device.publishWith()
                        .topic("c2d/lamp-1/commands")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload("{\"grüße\":1}".getBytes(StandardCharsets.UTF_8))
                        .userProperties()
                        .add("fire-id", "t-1")
                        .applyUserProperties()
                        .send();
                return !out.toString().isEmpty();
            });
            device.disconnect();
            listening.interrupt();
            listening.join();
        }

        assertThat(out.toString().lines().findFirst().orElse(""))
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  c2d/lamp-1/commands  \\{\"grüße\":1}  fire-id=t-1");
    }

    @Test
    void withAnswerItAnswersWhatAsksForIt(@TempDir Path directory) throws Exception {
        int port = FreePort.find();
        Thread listening = new Thread(() ->
                listen(Map.of("CARILLON_MQTT_URL", "mqtt://127.0.0.1:" + port)).execute("listen", "--answer"));
        try (EmbeddedBroker broker = new EmbeddedBroker("127.0.0.1", port, directory)) {
            assertThat(broker).isNotNull();
            listening.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> err.toString().contains("listening on"));
            Mqtt5BlockingClient service = MqttClient.builder()
                    .useMqttVersion5()
                    .serverHost("127.0.0.1")
                    .serverPort(port)
                    .buildBlocking();
            service.connect();
            service.subscribeWith().topicFilter("d2c/+/answers").send();
            try (var answers = service.publishes(MqttGlobalPublishFilter.ALL)) {
                await().until(() -> {
                    service.publishWith()
                            .topic("c2d/lamp-1/commands")
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .responseTopic("d2c/lamp-1/answers")
                            .correlationData("t-1".getBytes(StandardCharsets.UTF_8))
                            .send();
                    return answers.receive(1, TimeUnit.SECONDS)
                            .flatMap(Mqtt5Publish::getCorrelationData)
                            .filter(StandardCharsets.UTF_8.encode("t-1")::equals)
                            .isPresent();
                });
            }
            service.disconnect();
            listening.interrupt();
            listening.join();
        }
    }

    @Test
    void aWrongUrlIsOneLineAndExitCode2() {
        assertThat(listen(Map.of("CARILLON_MQTT_URL", "broker:1883")).execute("listen"))
                .isEqualTo(2);

        assertThat(err.toString())
                .isEqualToIgnoringNewLines("CARILLON_MQTT_URL: mqtt://host:port or mqtts://host:port expected");
    }

    @Test
    void theEmbeddedBrokerListensOnLoopbackOnly(@TempDir Path directory) {
        assertThatIllegalArgumentException().isThrownBy(() -> new EmbeddedBroker("0.0.0.0", 1883, directory));
    }

    @Test
    void aTakenPortIsSaid(@TempDir Path directory) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new EmbeddedBroker("127.0.0.1", taken.getLocalPort(), directory).close())
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
    }
}
