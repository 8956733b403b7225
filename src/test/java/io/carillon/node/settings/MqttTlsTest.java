package io.carillon.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.Authority;
import io.carillon.Authority.Pem;
import io.carillon.node.settings.Settings.Mqtt;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract 4: {@code CARILLON_MQTT_TLS_*}. */
class MqttTlsTest {
    private final Pem pem;

    MqttTlsTest(@TempDir Path directory) {
        pem = new Authority("brokers").issue("carillon").in(directory);
    }

    @Test
    void anAuthorityAndAClientCertificateAreTakenTogetherOrAlone() {
        assertThat(read(Map.of()).reached().tls()).isNull();
        for (Map<String, String> some :
                new Map[] {Map.of("CA", ca()), Map.of("CERT", certificate(), "KEY", key()), all()})
            assertThat(read(some).reached().tls()).isNotNull();
    }

    @Test
    void halfAPairIsRefused() {
        assertRefused(
                Map.of("CERT", certificate()),
                "CARILLON_MQTT_TLS_KEY: a PEM file expected, as CARILLON_MQTT_TLS_CERT is set");
        assertRefused(
                Map.of("KEY", key()), "CARILLON_MQTT_TLS_CERT: a PEM file expected, as CARILLON_MQTT_TLS_KEY is set");
    }

    @Test
    void aFileThatDoesNotFitIsNamed() {
        assertRefused(Map.of("CA", key()), "CARILLON_MQTT_TLS_CA: certificates in PEM expected, got \"" + key() + "\"");
        assertRefused(
                Map.of("CERT", ca(), "KEY", key()),
                "CARILLON_MQTT_TLS_KEY: the certificate's own key expected, got \"" + key() + "\"");
    }

    @Test
    void withoutTLSTheyAreRefused() {
        Map<String, String> plain = Map.of("CARILLON_MQTT_URL", "mqtt://broker", "CARILLON_MQTT_TLS_CA", ca());
        assertThatThrownBy(() -> Mqtt.read(new Variables(plain)))
                .isInstanceOf(WrongSetting.class)
                .hasMessage("CARILLON_MQTT_TLS_CA: mqtts:// expected in CARILLON_MQTT_URL");
    }

    private Map<String, String> all() {
        return Map.of("CA", ca(), "CERT", certificate(), "KEY", key());
    }

    private static Mqtt read(Map<String, String> files) {
        Map<String, String> variables = new HashMap<>(Map.of("CARILLON_MQTT_URL", "mqtts://broker"));
        files.forEach((name, file) -> variables.put("CARILLON_MQTT_TLS_" + name, file));
        return Mqtt.read(new Variables(variables));
    }

    private static void assertRefused(Map<String, String> files, String line) {
        assertThatThrownBy(() -> read(files)).isInstanceOf(WrongSetting.class).hasMessage(line);
    }

    private String ca() {
        return pem.authority().toString();
    }

    private String certificate() {
        return pem.certificate().toString();
    }

    private String key() {
        return pem.key().toString();
    }
}
