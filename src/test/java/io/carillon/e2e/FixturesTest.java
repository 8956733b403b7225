package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.carillon.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge's own instruments. */
class FixturesTest {
    @Test
    void a_database_keeps_its_rows_and_its_port_over_a_restart() {
        try (var database = new Database("fixtures/pg")) {
            database.create("one");
            database.execute("one", "create table t (a text)");
            database.execute("one", "insert into t values ('kept')");
            database.stop();
            database.start();
            assertThat(database.query("one", "select a from t")).containsExactly("kept");
        }
    }

    @Test
    void a_session_survives_the_restart_of_its_broker() {
        try (var broker = Broker.started("fixtures/broker");
                var subscriber = new Subscriber(broker).devices("d1")) {
            broker.stop();
            broker.start();
            publish(broker.port(), "{\"a\":1}");
            await().until(() -> subscriber.of("d1").size() == 1);
            assertThat(subscriber.of("d1").get(0).payload()).isEqualTo("{\"a\":1}");
            assertThat(subscriber.of("d1").get(0).qos()).isEqualTo(1);
        }
    }

    @Test
    void a_proxy_holds_acknowledgements_back_but_lets_commands_through() throws Exception {
        try (var broker = Broker.started("fixtures/proxied");
                var proxy = new TcpProxy(broker.port());
                var subscriber = new Subscriber(broker).devices("d1")) {
            var client = MqttClient.builder()
                    .useMqttVersion5()
                    .serverHost("127.0.0.1")
                    .serverPort(proxy.port())
                    .buildAsync();
            client.connect().join();
            proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.HOLD);
            var acknowledged = client.publishWith()
                    .topic("c2d/d1/commands")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload("{}".getBytes(StandardCharsets.UTF_8))
                    .send();
            await().until(() -> subscriber.of("d1").size() == 1);
            assertThat(acknowledged).isNotDone();
            proxy.mend();
            await().until(acknowledged::isDone);
            client.disconnect().join();
        }
    }

    /** RFC 7515, A.1, in our own field order: the signature is checked against one made by openssl. */
    @Test
    void a_token_is_signed_as_the_standard_says() {
        var token = new Jwt(Map.of("alg", "HS256"), Map.of("sub", "alice"));
        assertThat(token.sign("0123456789abcdef0123456789abcdef"))
                .isEqualTo("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.1LyJX3n8HF4PKpKt6cAnOsvYK1JymjhYdwLb9Q6B8gQ");
    }

    private static void publish(int port, String payload) {
        var client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
        client.connect();
        Mqtt5PublishResult result = client.publishWith()
                .topic("c2d/d1/commands")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .send();
        assertThat(result.getError()).isEmpty();
        client.disconnect();
    }
}
