package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerTest {
    @ParameterizedTest
    @CsvSource({
        "mqtt://broker, 1883, false",
        "mqtt://broker:1884/, 1884, false",
        "mqtts://broker, 8883, true",
        "mqtts://broker:443, 443, true"
    })
    void theSchemeChoosesTlsAndTheUsualPort(String url, int port, boolean tls) {
        Mqtt5Client client = Broker.of(url, null, null).client().build();

        assertThat(client.getConfig().getServerHost()).isEqualTo("broker");
        assertThat(client.getConfig().getServerPort()).isEqualTo(port);
        assertThat(client.getConfig().getSslConfig().isPresent()).isEqualTo(tls);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "broker:1883", "tcp://broker", "mqtt://", "mqtt://u:hush@broker", "mqtt://broker/a", "%"})
    void anotherUrlIsRefusedWithoutBeingQuoted(String url) {
        assertThatThrownBy(() -> Broker.of(url, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mqtt://host:port or mqtts://host:port expected");
    }

    @Test
    void userAndPasswordAreGivenToTheBrokerAndThePasswordToNobodyElse() {
        Broker broker = Broker.of("mqtt://broker:1883", "carillon", "hush");

        assertThat(broker.client().build().getConfig().getSimpleAuth()).isPresent();
        assertThat(broker).hasToString("mqtt://broker:1883");
        var settings = new MqttSettings(broker, TopicTemplate.DEFAULT, TopicTemplate.ANSWERS, Duration.ofMinutes(5));
        assertThat(settings.toString()).doesNotContain("hush");
    }
}
